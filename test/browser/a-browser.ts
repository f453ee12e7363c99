import { accessSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'
import type { Test } from 'tap'

const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium'

/** Names of a local network, as a classroom has them: no certificate, and not this machine's own. */
const names = ['badges.lan', 'other.lan']

/** Undefined where chromium is; else why the browser's tests are passed over. In CI they never are. */
export function withoutBrowser(): string | undefined {
  if (process.env['CI'] || isThere(executablePath)) return undefined
  return `no browser at ${executablePath}: install chromium, or set CHROMIUM to its path`
}

/** A browser that closes when the test ends. */
export async function aBrowser(t: Test): Promise<Browser> {
  const browser = await chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      `--host-resolver-rules=${names.map((name) => `MAP ${name} 127.0.0.1`).join(', ')}`,
    ],
  })
  t.teardown(() => browser.close())
  return browser
}

function isThere(path: string): boolean {
  try {
    accessSync(path)
    return true
  } catch {
    return false
  }
}
