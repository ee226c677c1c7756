// Starts the browser, and watches what a page does that it must not.
import { chromium } from "playwright-core";

export async function start() {
  const executablePath = process.env.CHROMIUM || "/usr/bin/chromium";
  // In a container the browser can't have its own sandbox.
  return chromium.launch({ executablePath, args: ["--no-sandbox"] });
}

// Opens a page; `wrong` fills with errors, dialogs and requests for anything but the page itself.
export async function open(browser, file, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1400, height: 900 }, ...options });
  const page = await context.newPage();
  const wrong = [];
  const address = "file://" + file;
  page.on("console", (message) => wrong.push("console: " + message.text()));
  page.on("pageerror", (error) => wrong.push("error: " + error.message));
  page.on("dialog", (dialog) => { wrong.push("dialog: " + dialog.message()); dialog.dismiss(); });
  page.on("request", (request) => {
    if (request.url() !== address && !request.url().startsWith("data:")) wrong.push("request: " + request.url());
  });
  await page.goto(address);
  return { page, wrong, context };
}

// The lit parts of the picture: class and address of each, sorted.
export const lit = (page) => page.evaluate(() => [...document.querySelectorAll("svg .lit")]
  .map((part) => part.classList[0] + " " + part.dataset.address).sort());
