// Makes the npm packages of a release: one for each system with the program in it, and `vpcelint`, which
// names them as optional and starts the one that npm has installed.
//
//   node build.mjs DIST OUT    DIST holds the unpacked archives, `vpcelint-VERSION-TARGET/`

import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const HERE = dirname(fileURLToPath(import.meta.url));
const TOP = join(HERE, "../..");

// Rust's names of the targets, and Node's of the systems.
const SYSTEMS = [
  { target: "x86_64-unknown-linux-musl", os: "linux", cpu: "x64" },
  { target: "aarch64-unknown-linux-musl", os: "linux", cpu: "arm64" },
  { target: "x86_64-apple-darwin", os: "darwin", cpu: "x64" },
  { target: "aarch64-apple-darwin", os: "darwin", cpu: "arm64" },
  { target: "x86_64-pc-windows-msvc", os: "win32", cpu: "x64" },
];

const [dist, out] = process.argv.slice(2);
const version = /^version = "([^"]+)"$/m.exec(readFileSync(join(TOP, "Cargo.toml"), "utf8"))[1];
const shared = {
  version,
  description: "Static analysis of AWS VPC endpoints and network paths in Terraform and CloudFormation",
  license: "Apache-2.0",
  repository: "github:vpcelint/vpcelint",
};

function write(name, manifest, files) {
  const folder = join(out, name);
  mkdirSync(join(folder, "bin"), { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name, ...shared, ...manifest }, null, 2));
  copyFileSync(join(TOP, "LICENSE"), join(folder, "LICENSE"));
  for (const [from, to] of files) {
    copyFileSync(from, join(folder, to));
    chmodSync(join(folder, to), 0o755);
  }
}

const optionalDependencies = {};
for (const { target, os, cpu } of SYSTEMS) {
  const program = os === "win32" ? "vpcelint.exe" : "vpcelint";
  const from = join(dist, `vpcelint-${version}-${target}`, program);
  if (!existsSync(from)) throw new Error(`${from} is missing`);
  const name = `vpcelint-${os}-${cpu}`;
  write(name, { os: [os], cpu: [cpu], files: ["bin"] }, [[from, join("bin", program)]]);
  optionalDependencies[name] = version;
}
const manifest = {
  bin: { vpcelint: "bin/vpcelint.js" },
  files: ["bin"],
  engines: { node: ">=18" },
  optionalDependencies,
};
write("vpcelint", manifest, [[join(HERE, "vpcelint.js"), join("bin", "vpcelint.js")]]);
copyFileSync(join(TOP, "README.md"), join(out, "vpcelint", "README.md"));
