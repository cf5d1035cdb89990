// Asks for tasks, looks at the queue, and says how many expected starts held the truth.
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

const [wavewright, tasks, seconds] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])];
const state = `${process.env.XDG_STATE_HOME}/wavewright`;
const token = readFileSync(`${state}/gateway.token`, "utf8").trim();
const status = await run("status", "--json");
const page = status.data.links?.status ?? status.data.statusPage ?? status.data.gateway;
if (!page) throw new Error(`no status page in ${JSON.stringify(status.data)}`);
const repositories = ["acme/api", "acme/web", "acme/core"];

function run(...args) {
  return new Promise((resolve, reject) =>
    execFile(wavewright, args, { maxBuffer: 1 << 24 }, (error, out) =>
      error ? reject(error) : resolve(out ? JSON.parse(out) : null)));
}

async function queue() {
  const answer = await fetch(new URL("/api/v1/queue", page), {
    headers: { authorization: `Bearer ${token}` },
  });
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
  const body = await answer.json();
  return body.data ?? body;
}

const first = new Map(); // ticket: what was told when it was first told
const starts = new Map();
const waited = new Set();
let submitted = 0;
let asking = true;

async function submit() {
  for (; submitted < tasks; submitted++) {
    const repository = repositories[Math.floor(Math.random() * 3)];
    const began = Date.now();
    await run("task", `number ${submitted}`, "--repo", repository, "--json").catch((error) =>
      console.error(`task ${submitted}: ${error.message.split("\n")[0]}`));
    // About as much is asked for as can be done.
    await sleep(Math.max(0, -Math.log(Math.random()) * seconds * 1_000 - (Date.now() - began)));
  }
  asking = false;
}

async function look() {
  const quiet = Date.now() + 30 * 60_000;
  while (Date.now() < quiet) {
    const now = await queue();
    for (const each of now.waiting) {
      waited.add(each.ticket);
      if (each.expectedStart && !first.has(each.ticket)) {
        first.set(each.ticket, { ...each.expectedStart, at: Date.now() });
      }
    }
    for (const each of now.holding) {
      if (!starts.has(each.ticket)) starts.set(each.ticket, Date.parse(each.since));
    }
    if (!asking && now.waiting.length === 0) return;
    await sleep(200);
  }
  throw new Error("the queue did not empty within half an hour");
}

await Promise.all([submit(), look()]);
let told = 0, held = 0, early = 0, late = 0, width = 0, wait = 0;
for (const [ticket, expected] of first) {
  const start = starts.get(ticket);
  if (start === undefined) continue;
  told++;
  const [from, to] = [Date.parse(expected.earliest), Date.parse(expected.latest)];
  if (start < from) early++;
  else if (start > to) late++;
  else held++;
  width += (to - from) / 1000;
  wait += (start - expected.at) / 1000;
}
console.log(`${submitted} tasks, ${waited.size} waited, ${told} starts were told beforehand`);
console.log(
  `${held} (${((100 * held) / told).toFixed(1)} %) within the interval, ${early} earlier, ${late} later; ` +
    `mean interval ${(width / told).toFixed(1)} s, mean wait after it was told ${(wait / told).toFixed(1)} s`);
