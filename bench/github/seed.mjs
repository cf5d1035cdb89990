#!/usr/bin/env node
// Puts a milestone with issues over three repositories into the world, by the interface of GitHub itself.
// usage: seed.mjs URL TOKEN ISSUES chains|free [SECONDS]
// An agent works that long on each of them.
const [url, token, count, edges] = [process.argv[2], process.argv[3], Number(process.argv[4] ?? 8), process.argv[5]];
const seconds = Number(process.argv[6] ?? 0);
const repositories = ["api", "web", "docs"];

async function post(path, body) {
  const answer = await fetch(url + path, {
    method: "POST",
    headers: {
      authorization: `Bearer ${token}`,
      "content-type": "application/json",
      "user-agent": "wavewright-bench",
      "x-github-api-version": "2022-11-28",
    },
    body: JSON.stringify(body),
  });
  if (answer.status !== 201) {
    throw new Error(`POST ${path}: ${answer.status} ${await answer.text()}`);
  }
  return answer.json();
}

const script = (name, number) =>
  `\n\n\`\`\`scripted\nsay I write ${name}-${number}.\n${seconds > 0 ? `sleep ${seconds}s\n` : ""}write ${name}-${number}.txt <<END\n${name} ${number}\nEND\ncommit Add ${name}-${number}\n\`\`\`\n`;

for (const name of repositories) {
  await post(`/repos/acme/${name}/milestones`, { title: "v1" });
}
const made = [];
for (let n = 0; n < count; n++) {
  const name = repositories[n % repositories.length];
  const earlier = edges === "free" ? undefined : made[n - repositories.length];
  // Every second edge is said in the text, the others are GitHub's own.
  const inText = earlier && n % 2 === 0 ? `Depends on #${earlier.number}\n` : "";
  const number = Math.floor(n / repositories.length) + 1;
  const issue = await post(`/repos/acme/${name}/issues`, {
    title: `Add ${name}-${number}`,
    body: inText + "Adds a file." + script(name, number),
    milestone: 1,
    labels: ["sev2"],
  });
  if (earlier && !inText) {
    await post(`/repos/acme/${name}/issues/${issue.number}/dependencies/blocked_by`, { issue_id: earlier.id });
  }
  made.push(issue);
}
// One that nobody wants: no milestone.
await post("/repos/acme/api/issues", { title: "Not of this milestone", body: "No." });
console.log(made.map((issue) => new URL(issue.html_url).pathname).join("\n"));
