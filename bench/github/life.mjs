#!/usr/bin/env node
// Watches the sticky comment of one issue until it is told to end (TERM), and then prints each text it had, once, in order, as
// Markdown: with the label of Wavewright that the issue had last while the text stood, and the seconds since the watch began.
// usage: life.mjs URL TOKEN OWNER/REPO NUMBER
const [url, token, repository, number] = process.argv.slice(2);
const issue = `${url}/repos/${repository}/issues/${number}`;
const began = Date.now();
const states = [];
let ending = false;
process.on("SIGTERM", () => (ending = true));

async function get(address) {
  const answer = await fetch(address, {
    headers: { authorization: `Bearer ${token}`, "user-agent": "wavewright-bench", "x-github-api-version": "2022-11-28" },
  });
  if (answer.status !== 200) throw new Error(`GET ${address}: ${answer.status}`);
  return answer.json();
}

async function look() {
  const labels = (await get(issue)).labels.map((label) => label.name).filter((name) => name.startsWith("wavewright:"));
  const comments = (await get(`${issue}/comments?per_page=100`)).filter((comment) => comment.body.includes("wavewright:marker"));
  if (comments.length > 1) throw new Error(`${comments.length} sticky comments`);
  const [comment] = comments;
  if (comment && !states.some((state) => state.body === comment.body)) {
    states.push({ body: comment.body, id: comment.id, seconds: Math.round((Date.now() - began) / 1000) });
  }
  if (comment && states.at(-1).body === comment.body && labels.length > 0) states.at(-1).label = labels.join(", ");
}

while (!ending) {
  await look();
  await new Promise((resolve) => setTimeout(resolve, 500));
}
await look();
for (const { body, id, seconds, label } of states) {
  console.log(`\nAfter ${seconds} seconds; comment ${id}, label \`${label ?? "none yet"}\`:\n\n~~~~markdown\n${body}\n~~~~`);
}
