#!/usr/bin/env node
// Starts the program that npm has installed for this system.

const { spawnSync } = require("node:child_process");

const name = `vpcelint-${process.platform}-${process.arch}`;
const program = process.platform === "win32" ? "vpcelint.exe" : "vpcelint";
let path;
try {
  path = require.resolve(`${name}/bin/${program}`);
} catch {
  console.error(`error: the package ${name} is not installed; is there one for this system?`);
  process.exit(2);
}
const done = spawnSync(path, process.argv.slice(2), { stdio: "inherit" });
if (done.error) console.error(`error: ${done.error.message}`);
if (done.signal) process.kill(process.pid, done.signal);
process.exit(done.status ?? 2);
