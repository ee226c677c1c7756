// A page of hostile texts: it opens, nothing runs, everything can be chosen. Argument: the page.
import assert from "node:assert/strict";
import { lit, open, start } from "./browser.mjs";

const [, , file, svgFile] = process.argv;
const browser = await start();
const { page, wrong } = await open(browser, file);
const buttons = page.locator("#workloads button");
const count = await buttons.count();
assert.ok(count > 5, "workloads are listed");
for (let n = 0; n < count; n += 1) {
  await buttons.nth(n).click();
  assert.ok((await lit(page)).length > 1);
}
assert.equal(await page.locator("script").count(), 2);
assert.equal(await page.locator("img, iframe, object, embed, svg svg, svg script").count(), 0);
const handlers = await page.evaluate(() => [...document.querySelectorAll("*")]
  .flatMap((element) => [...element.attributes]).filter((a) => a.name.startsWith("on")).length);
assert.equal(handlers, 0);
// An address that nobody chose clears.
await page.goto("file://" + file + "#workload=%E0%A4%A");
assert.deepEqual(await lit(page), []);
assert.deepEqual(wrong, []);

// The picture alone is a document that a browser draws.
const alone = await open(browser, svgFile);
assert.equal(await alone.page.evaluate(() => document.documentElement.tagName), "svg");
assert.ok(await alone.page.evaluate(() => document.querySelectorAll("rect").length) > 20);
assert.deepEqual(alone.wrong, []);
await browser.close();
console.log("ok");
