/** Debian's Chromium, driven by playwright-core. */
import { type Browser, chromium, type Page } from "playwright-core";

/** Where Debian's package has it. */
const EXECUTABLE = "/usr/bin/chromium";

const ARGUMENTS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Why the browser cannot be used here; undefined where it can. */
export function whyNoBrowser(): string | undefined {
  try {
    Deno.statSync(EXECUTABLE);
    return undefined;
  } catch {
    return `no ${EXECUTABLE}; run tests/browser/setup.sh`;
  }
}

/** Starts a browser with a profile of its own, which goes with it. */
export function launch(): Promise<Browser> {
  return chromium.launch({ executablePath: EXECUTABLE, args: ARGUMENTS });
}

/** How a page is looked at. */
export interface View {
  /** Whether a finger can touch it; usually not. */
  readonly touch?: boolean;
  /** Whether its script runs; usually it does. */
  readonly script?: boolean;
  readonly scheme: "light" | "dark";
  readonly width: number;
  readonly height: number;
}

/** An open page and what it complained of or asked for. */
export interface Visit {
  readonly page: Page;
  /** Errors and warnings of the console, and exceptions. */
  readonly complaints: readonly string[];
  /** The address of everything that was fetched. */
  readonly requests: readonly string[];
}

/** Opens a page in a fresh context and waits until all of it is there. */
export async function visit(
  browser: Browser,
  url: string,
  { scheme, width, height, touch = false, script = true }: View,
): Promise<Visit> {
  const context = await browser.newContext({
    colorScheme: scheme,
    viewport: { width, height },
    acceptDownloads: true,
    hasTouch: touch,
    javaScriptEnabled: script,
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) {
      complaints.push(`${message.type()}: ${message.text()}`);
    }
  });
  page.on("pageerror", (error) => complaints.push(`exception: ${error}`));
  page.on("request", (request) => requests.push(request.url()));
  await page.goto(url, { waitUntil: "load" });
  return { page, complaints, requests };
}
