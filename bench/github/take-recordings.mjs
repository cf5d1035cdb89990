#!/usr/bin/env node
// Brings recordings of others into one form: a list of exchanges, bodies exactly as GitHub sent them.
// usage: take-recordings.mjs octokit|betamax <recording.json> > <name>.json
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

const KEPT = ["content-type", "date", "link", "location", "retry-after", "status"];
const kept = (headers) =>
  Object.fromEntries(
    Object.entries(headers ?? {})
      .map(([name, value]) => [name.toLowerCase(), Array.isArray(value) ? value.join(", ") : String(value)])
      .filter(([name]) => KEPT.includes(name) || name.startsWith("x-ratelimit") || name.startsWith("x-oauth"))
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );

const readers = {
  octokit: (recording) =>
    recording.map((one) => ({
      method: one.method.toUpperCase(),
      target: one.path,
      request: one.body === "" ? "" : JSON.stringify(one.body),
      status: one.status,
      headers: kept(one.headers),
      body: one.response === "" ? "" : JSON.stringify(one.response),
    })),
  betamax: (recording) =>
    recording.http_interactions.map(({ request, response }) => {
      const address = new URL(request.uri);
      const packed = response.body.base64_string;
      const bytes = packed === undefined ? null : Buffer.from(packed, "base64");
      const zipped = bytes !== null && bytes[0] === 0x1f && bytes[1] === 0x8b;
      const body = bytes === null ? response.body.string : (zipped ? gunzipSync(bytes) : bytes).toString("utf8");
      return {
        method: request.method,
        target: address.pathname + address.search,
        request: request.body?.string ?? "",
        status: response.status?.code ?? response.status,
        headers: kept(response.headers),
        body: body ?? "",
      };
    }),
};
const exchanges = readers[process.argv[2]](JSON.parse(readFileSync(process.argv[3], "utf8")));
process.stdout.write("[\n" + exchanges.map((one) => JSON.stringify(one)).join(",\n") + "\n]\n");
