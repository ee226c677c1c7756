// The documentation in a browser: pages open without errors or requests for other hosts, and on a phone only
// code and tables scroll sideways. Arguments: the folder of the site, and one for screenshots, if wanted.
import assert from "node:assert/strict";
import { start } from "./browser.mjs";

const [, , site, pictures] = process.argv;
const browser = await start();
const wrong = [];
for (const [name, width] of [["desk", 1280], ["phone", 390]]) {
  const context = await browser.newContext({ viewport: { width, height: 844 } });
  const page = await context.newPage();
  page.on("console", (message) => { if (message.type() === "error") wrong.push("console: " + message.text()); });
  page.on("pageerror", (error) => wrong.push("error: " + error.message));
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith("file://" + site) && !url.startsWith("data:")) wrong.push("request: " + url);
  });
  for (const path of ["index", "quickstart", "paths", "rules", "rules/nat-carries-interface-service", "ci",
    "configuration", "comparison"]) {
    await page.goto(`file://${site}/${path}.html`);
    await page.waitForTimeout(300);
    assert.ok((await page.locator("main h1").count()) > 0, path);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    if (over > 0) wrong.push(`${path} is ${over} pixels wider than a ${name}`);
    const broken = await page.evaluate(() => [...document.images].filter((image) => !image.naturalWidth).length);
    if (broken > 0) wrong.push(`${path}: ${broken} pictures are broken`);
    if (pictures) await page.screenshot({ path: `${pictures}/${name}-${path.replace("/", "-")}.png` });
  }
  await context.close();
}
assert.deepEqual(wrong, []);
await browser.close();
console.log("ok");
