// The page of the demo: choosing lights exactly the paths that `paths` prints, by mouse and keyboard.
// Arguments: the page, `paths --format json`, `graph --format json`.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { lit, open, start } from "./browser.mjs";

const [, , file, pathsFile, graphFile] = process.argv;
const paths = JSON.parse(readFileSync(pathsFile, "utf8"));
const [root] = JSON.parse(readFileSync(graphFile, "utf8")).roots;

// What a path goes through, from the two documents alone.
function expected(rows, chosen) {
  const parts = new Set(chosen);
  const by = (section, address) => root[section].find((part) => part.address === address);
  const add = (kind, address, where = "") => parts.add([kind, address, where].join("\n"));
  const endpoint = (address) => {
    const part = by("endpoints", address);
    if (!part) return;
    if (part.type === "Gateway") add("endpoint", address);
    else part.subnets.forEach((subnet) => add("interface", address, subnet));
  };
  for (const row of rows) {
    add("workload", row.workload, row.subnet);
    add("subnet", row.subnet);
    if (row.path.endsWith("-endpoint")) endpoint(row.via);
    if (row.path === "nat") {
      add("nat", row.via);
      const home = by("subnets", by("nat_gateways", row.via).subnet);
      add("gateway", home.default_route.target);
      add("internet", "internet");
    }
    if (row.path === "blocked") row.hops.filter((hop) => hop.verdict === "yes").forEach((hop) => endpoint(hop.resource));
    if (!["blocked", "none", "unknown"].includes(row.path)) add("service", row.service);
  }
  return [...parts].map((part) => part.split("\n").slice(0, 2).join(" ")).sort();
}

const browser = await start();
const { page, wrong } = await open(browser, file);
const chip = (workload, n = 0) => page.locator(`svg .workload[data-address=${JSON.stringify(workload)}]`).nth(n);
const panel = page.locator("#panel");

assert.deepEqual(await lit(page), [], "nothing is lit at first");
assert.equal(await panel.isVisible(), false);

const workloads = [...new Set(paths.map((row) => row.workload))];
assert.ok(workloads.length > 1, "the demo has several workloads");
for (const workload of workloads) {
  const rows = paths.filter((row) => row.workload === workload);
  const wanted = expected(rows, []);
  await chip(workload).click();
  assert.deepEqual(await lit(page), wanted, workload + " by mouse");
  assert.equal(await panel.locator("details").count(), rows.length, "every path has an entry");
  const words = await panel.textContent();
  for (const row of rows) {
    for (const hop of row.hops) assert.ok(words.includes(hop.says), hop.says);
    const hop = row.hops.find((hop) => hop.file);
    assert.ok(words.includes(hop.file + ":" + hop.range.start.line), "a hop has its file and line");
  }
  assert.match(await page.locator("#said").textContent(), new RegExp(rows.length + " path"));
  await page.keyboard.press("Escape");
  assert.deepEqual(await lit(page), [], "Escape clears");
  assert.equal(await panel.isVisible(), false);

  for (const key of ["Enter", " "]) {
    await chip(workload).focus();
    await page.keyboard.press(key);
    assert.deepEqual(await lit(page), wanted, workload + " by " + JSON.stringify(key));
    await page.keyboard.press("Escape");
  }
}

// What is dim and what is not.
const [first] = workloads;
await chip(first).click();
await page.waitForTimeout(400);
const dim = await page.evaluate(() => [...document.querySelectorAll("svg g[data-address]")]
  .filter((part) => getComputedStyle(part).opacity < 1).map((part) => part.classList.contains("lit")));
assert.ok(dim.length > 5 && dim.every((lit) => !lit), "the rest is dim, and nothing that is lit");
assert.ok(await page.locator("#lines path").count() > 2, "lines lead along the paths");

// The selection is in the address, and comes back with it.
const before = await lit(page);
assert.match(page.url(), /#workload=/);
await page.reload();
assert.deepEqual(await lit(page), before, "the address of the page says what is chosen");
await page.keyboard.press("Escape");
assert.doesNotMatch(page.url(), /#./);

// The list: found by typing, reached with the arrows, chosen with Enter.
await page.locator("#find").focus();
await page.keyboard.type(first.slice(-4));
await page.keyboard.press("ArrowDown");
assert.equal(await page.evaluate(() => document.activeElement.dataset.key.startsWith("workload=")), true);
await page.keyboard.press("Enter");
assert.deepEqual(await lit(page), before, "the same from the list");
assert.equal(await page.locator('#choose button[aria-pressed="true"]').count(), 1);
await page.keyboard.press("Escape");
await page.locator("#find").fill("");

// Services: the ways of all workloads to one.
const services = [...new Set(paths.map((row) => row.service))];
for (const service of services) {
  const button = page.locator("#services button", { hasText: new RegExp("^" + service.replaceAll(".", "\\.") + "$") });
  await button.click();
  const wanted = expected(paths.filter((row) => row.service === service), ["service\n" + service]);
  assert.deepEqual([...new Set(await lit(page))], [...new Set(wanted)], service);
  await page.keyboard.press("Escape");
}

// Tab reaches the lists and the picture in few steps, and the focus is seen.
await page.reload();
const reached = [];
for (let n = 0; n < 12; n += 1) {
  await page.keyboard.press("Tab");
  reached.push(await page.evaluate(() => {
    const at = document.activeElement;
    const edge = at.tagName === "g" ? at.querySelector(".edge") : null;
    const seen = edge ? getComputedStyle(edge).strokeWidth : getComputedStyle(at).outlineWidth;
    return [at.closest("#choose ul, #picture, #find, #tools, #all")?.id, at.tagName, parseFloat(seen) >= 2];
  }));
}
for (const place of ["find", "workloads", "services", "picture"]) {
  assert.ok(reached.some(([at]) => at === place), place + " is reached: " + JSON.stringify(reached));
}
assert.ok(reached.some(([at, name]) => at === "picture" && name === "g"), "parts of the picture are reached");
assert.ok(reached.every(([, name, seen]) => seen || name === "BODY"), "the focus is seen: " + JSON.stringify(reached));
await chip(first).focus();
await page.keyboard.press("ArrowRight");
assert.notEqual(await page.evaluate(() => document.activeElement.dataset.address + document.activeElement.id),
  await chip(first).evaluate((part) => part.dataset.address + part.id), "arrows move on");
assert.deepEqual(wrong, []);

// Texts stand out from what is behind them, in both schemes, and the schemes differ.
const looks = {};
for (const colorScheme of ["light", "dark"]) {
  const { page, wrong, context } = await open(browser, file, { colorScheme });
  await page.locator("svg .workload").first().click();
  const colours = await page.evaluate(() => {
    const found = [];
    for (const text of document.querySelectorAll("svg g > text")) {
      // The legend stands on the paper.
      const edge = text.parentElement.querySelector(".edge") || document.querySelector("svg .paper > .edge");
      found.push([getComputedStyle(text).fill, getComputedStyle(edge).fill, text.textContent]);
    }
    const behind = (element) => {
      const fill = getComputedStyle(element).backgroundColor;
      return fill === "rgba(0, 0, 0, 0)" && element.parentElement ? behind(element.parentElement) : fill;
    };
    for (const element of document.querySelectorAll("header *, #choose *, #panel *, #tools *, summary")) {
      if ([...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim())) {
        found.push([getComputedStyle(element).color, behind(element), element.textContent]);
      }
    }
    return found;
  });
  assert.ok(colours.length > 80);
  for (const [ink, paper, text] of colours) {
    const contrast = ratio(ink, paper);
    assert.ok(contrast >= 4.5, `${colorScheme}: ${text}: ${ink} on ${paper} is ${contrast.toFixed(2)}`);
  }
  looks[colorScheme] = colours.map(([ink]) => ink).join();
  assert.deepEqual(wrong, []);
  await context.close();
}
assert.notEqual(looks.light, looks.dark);

function ratio(one, two) {
  const luminance = (colour) => {
    const [r, g, b] = colour.match(/\d+(\.\d+)?/g).map((part) => {
      const value = Number(part) / 255;
      return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const [high, low] = [luminance(one), luminance(two)].sort((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}

// Without scripts the picture and a table of all paths are there.
{
  const { page, wrong, context } = await open(browser, file, { javaScriptEnabled: false });
  const picture = await page.locator("svg.vpcelint").boundingBox();
  assert.ok(picture.width > 400 && picture.height > 300, "the picture is there");
  assert.equal(await page.locator("svg .workload").first().isVisible(), true);
  assert.equal(await page.locator("#all tbody tr").count(), paths.length);
  assert.equal(await page.locator("#all tbody tr").first().isVisible(), true);
  assert.equal(await page.locator("#choose").isVisible(), false, "what needs the script is not shown");
  assert.deepEqual(wrong, []);
  await context.close();
}

await browser.close();
console.log("ok");
