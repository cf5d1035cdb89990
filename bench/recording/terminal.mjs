#!/usr/bin/env node
// Reads what a command wrote to a terminal, and prints what stands there at its end: no colours, redrawn lines once.
// usage: terminal.mjs <RAW
import { readFileSync } from "node:fs";

const lines = [[]];
let row = 0;
let column = 0;
const text = readFileSync(0, "utf8");
const piece = /\u001b\[([?\d;]*)([A-Za-z])|\r|\n|\u0008|[^\u0000-\u001f]/gu;
for (const [all, numbers, command] of text.matchAll(piece)) {
  const number = Number.parseInt(numbers ?? "", 10) || 0;
  if (command === "A") row = Math.max(0, row - Math.max(1, number));
  else if (command === "K") lines[row] = number === 2 ? [] : lines[row].slice(0, column);
  else if (command === "J") {
    if (number === 2) [row, lines.length] = [0, 0];
    lines.length = Math.min(lines.length, row);
    lines.push([]);
  } else if (command !== undefined) continue; // colours and the cursor's look
  else if (all === "\r") column = 0;
  else if (all === "\n") row++;
  else if (all === "\b") column = Math.max(0, column - 1);
  else lines[row][column++] = all;
  while (lines.length <= row) lines.push([]);
}
console.log(lines.map((line) => Array.from(line, (c) => c ?? " ").join("").trimEnd()).join("\n").trimEnd());
