// Mermaid draws each flowchart with the settings that it comes with. Arguments: the files.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { start } from "./browser.mjs";

const browser = await start();
const page = await browser.newPage();
await page.setContent("<div></div>");
await page.addScriptTag({ path: fileURLToPath(new URL("node_modules/mermaid/dist/mermaid.min.js", import.meta.url)) });
for (const file of process.argv.slice(2)) {
  const drawn = await page.evaluate(async (text) => {
    mermaid.initialize({ startOnLoad: false });
    const { svg } = await mermaid.render("drawn", text);
    const made = new DOMParser().parseFromString(svg, "text/html");
    return { nodes: made.querySelectorAll(".node").length, boxes: made.querySelectorAll(".cluster").length,
      scripts: made.querySelectorAll("script, img").length };
  }, readFileSync(file, "utf8"));
  assert.ok(drawn.nodes > 5 && drawn.boxes > 3, file + ": " + JSON.stringify(drawn));
  assert.equal(drawn.scripts, 0);
}
await browser.close();
console.log("ok");
