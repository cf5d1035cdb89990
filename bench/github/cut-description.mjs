#!/usr/bin/env node
// Cuts from GitHub's own OpenAPI description the calls that Wavewright makes.
// usage: cut-description.mjs <api.github.com.json> > github-api.json
// References stay references; texts for people are left out; examples are kept, for they judge the judge.
import { readFileSync } from "node:fs";

const repository = "/repos/{owner}/{repo}";
const issue = `${repository}/issues/{issue_number}`;
const WANTED = {
  "/rate_limit": ["get"],
  "/user": ["get"],
  [repository]: ["get"],
  [`${repository}/branches`]: ["get"],
  [`${repository}/branches/{branch}`]: ["get"],
  [`${repository}/branches/{branch}/protection`]: ["get"],
  [`${repository}/collaborators`]: ["get"],
  [`${repository}/collaborators/{username}`]: ["get"],
  [`${repository}/collaborators/{username}/permission`]: ["get"],
  [`${repository}/git/matching-refs/{ref}`]: ["get"],
  [`${repository}/git/ref/{ref}`]: ["get"],
  [`${repository}/git/refs`]: ["post"],
  [`${repository}/git/refs/{ref}`]: ["patch", "delete"],
  [`${repository}/git/blobs`]: ["post"],
  [`${repository}/git/blobs/{file_sha}`]: ["get"],
  [`${repository}/git/commits`]: ["post"],
  [`${repository}/git/commits/{commit_sha}`]: ["get"],
  [`${repository}/git/tags`]: ["post"],
  [`${repository}/git/tags/{tag_sha}`]: ["get"],
  [`${repository}/git/trees`]: ["post"],
  [`${repository}/issues`]: ["get", "post"],
  [`${repository}/issues/comments/{comment_id}`]: ["get", "patch", "delete"],
  [`${repository}/issues/events`]: ["get"],
  [issue]: ["get", "patch"],
  [`${issue}/comments`]: ["get", "post"],
  [`${issue}/dependencies/blocked_by`]: ["get", "post"],
  [`${issue}/dependencies/blocking`]: ["get"],
  [`${issue}/events`]: ["get"],
  [`${issue}/labels`]: ["get", "post", "put", "delete"],
  [`${issue}/labels/{name}`]: ["delete"],
  [`${issue}/parent`]: ["get"],
  [`${issue}/sub_issues`]: ["get", "post"],
  [`${issue}/timeline`]: ["get"],
  [`${repository}/labels`]: ["get", "post"],
  [`${repository}/labels/{name}`]: ["get", "patch", "delete"],
  [`${repository}/milestones`]: ["get", "post"],
  [`${repository}/milestones/{milestone_number}`]: ["get", "patch"],
  [`${repository}/pulls`]: ["get", "post"],
  [`${repository}/pulls/{pull_number}`]: ["get", "patch"],
  [`${repository}/pulls/{pull_number}/merge`]: ["get", "put"],
  [`${repository}/rules/branches/{branch}`]: ["get"],
  [`${repository}/rulesets`]: ["get"],
};

// Names below these are data, not words of the description language.
const DATA = new Set(["example", "examples", "default", "enum", "value"]);
const NAMES = new Set(["properties", "patternProperties", "schemas", "parameters", "headers"]);

function slim(node, names = false) {
  if (Array.isArray(node)) {
    return node.map((one) => slim(one));
  }
  if (node === null || typeof node !== "object") {
    return node;
  }
  const kept = {};
  for (const [key, value] of Object.entries(node)) {
    const word = !names;
    if (word && (["summary", "tags", "externalDocs", "title"].includes(key) || (key.startsWith("x-") && key !== "x-multi-segment"))) {
      continue;
    }
    if (word && key === "description" && typeof value === "string") {
      continue;
    }
    if (word && DATA.has(key)) {
      // One example a schema property is a hint for people; those of whole answers are kept.
      if (key !== "example") {
        kept[key] = value;
      }
      continue;
    }
    kept[key] = slim(value, word && NAMES.has(key));
  }
  return kept;
}

const description = JSON.parse(readFileSync(process.argv[2], "utf8"));
const paths = {};
for (const [path, methods] of Object.entries(WANTED)) {
  const item = description.paths[path];
  if (!item) {
    throw new Error(`the description has no ${path}`);
  }
  paths[path] = {};
  for (const method of methods) {
    if (!item[method]) {
      throw new Error(`the description has no ${method} ${path}`);
    }
    paths[path][method] = slim(item[method]);
  }
}

const components = {};
const wanted = [];
function references(node) {
  if (Array.isArray(node)) {
    node.forEach(references);
  } else if (node && typeof node === "object") {
    if (typeof node.$ref === "string") {
      wanted.push(node.$ref);
    }
    Object.values(node).forEach(references);
  }
}
references(paths);
while (wanted.length > 0) {
  const [, , kind, name] = wanted.pop().split("/");
  components[kind] ??= {};
  if (components[kind][name] === undefined) {
    const found = description.components[kind][name];
    components[kind][name] = kind === "examples" ? { value: found.value } : slim(found);
    references(components[kind][name]);
  }
}
const sorted = (map) => Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)));
for (const kind of Object.keys(components)) {
  components[kind] = sorted(components[kind]);
}
const { openapi, info } = description;
const cut = {
  openapi,
  info: { title: info.title, version: info.version, license: info.license },
  paths: sorted(paths),
  components: sorted(components),
};
// One line a call and a component: small, and a newer description shows as a readable difference.
function lines(node, depth) {
  if (depth === 0 || node === null || typeof node !== "object" || Array.isArray(node)) {
    return JSON.stringify(node);
  }
  const members = Object.entries(node).map(([key, value]) => `${JSON.stringify(key)}:${lines(value, depth - 1)}`);
  return `{\n${members.join(",\n")}\n}`;
}
process.stdout.write(lines(cut, 3) + "\n");
