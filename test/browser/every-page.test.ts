import type { Browser, BrowserContext, Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { aService } from '#test/kit/service.ts'
import { aBrowser, withoutBrowser } from './a-browser.ts'
import { aGuest } from './a-guest.ts'
import { aHouse } from './a-house.ts'
import { watch, type Watch } from './a-watch.ts'
import { pagesOf, type Visit } from './pages.ts'
import { violations } from './violations.ts'

const skip = withoutBrowser() ?? false

t.test(
  'every page, in both languages, by day and by night, wide and narrow',
  { skip },
  async (t) => {
    const house = await aHouse(t)
    const { app } = house.service
    const other = await aService(t)
    const empty = { at: other.links.learner, member: await aGuest(other, 'Solène') }
    const png = Buffer.from(
      await (await fetch(`${app.baseUrl}/awards/${house.awards.own}.png`)).bytes(),
    )
    const pages = pagesOf(house, { empty, png })
    const browser = await aBrowser(t)

    // Two at a time: a page is drawn in a process of its own.
    t.jobs = 2
    for (const width of widths)
      t.test(`${width} px`, { buffered: true }, async (t) => {
        const { context, page, heard } = await open(browser, width)
        for (const language of ['fr', 'en'] as const)
          for (const visit of pages.filter(({ narrowest }) => width > 320 || narrowest)) {
            const going = { visit, language, baseUrl: app.baseUrl, heard }
            let seen = await see(context, page, going)
            // A machine that has no time for the service has it say so: it is asked again.
            for (let again = 0; again < 3 && seen.faults.some(isBusy); again++)
              seen = await see(context, page, going)
            t.strictSame(
              seen,
              { language, light: sound, dark: sound, blank: [], faults: [] },
              `${visit.name}, ${language}`,
            )
          }
        await context.close()
      })
    await t.test('the checks find what is planted', async (t) => plant(t, browser, app.baseUrl))
  },
)

// 320: what remains of 1280 when everything is made four times as large.
const widths = [1280, 360, 320]

const sound = { violations: [], sideways: false }

async function open(browser: Browser, width: number) {
  const viewport = { width, height: 800 }
  const context = await browser.newContext({ viewport, reducedMotion: 'reduce' })
  context.setDefaultTimeout(60_000)
  const page = await context.newPage()
  return { context, page, heard: watch(page) }
}

interface Going {
  readonly visit: Visit
  readonly language: 'fr' | 'en'
  readonly baseUrl: string
  readonly heard: Watch
}

async function see(context: BrowserContext, page: Page, { heard, ...going }: Going) {
  await go(context, page, going)
  return {
    language: await page.getAttribute('html', 'lang'),
    light: await examine(page, 'light'),
    dark: await examine(page, 'dark'),
    blank: await page.evaluate(
      '[...document.images].filter((one) => one.complete && !one.naturalWidth).map(({ src }) => src)',
    ),
    faults: heard.faults(going.visit.status),
  }
}

/** By day and by night it is the same page: only its colours are others. */
async function examine(page: Page, colorScheme: 'light' | 'dark') {
  await page.emulateMedia({ colorScheme })
  return {
    violations: await violations(page),
    sideways: await page.evaluate<boolean>('document.documentElement.scrollWidth > innerWidth'),
  }
}

async function go(
  context: BrowserContext,
  page: Page,
  { visit, language, baseUrl }: Omit<Going, 'heard'>,
): Promise<void> {
  if (visit.as) await visit.as.enter(context)
  else await context.clearCookies()
  const url = new URL(visit.at, baseUrl)
  url.searchParams.set('lang', language)
  await page.goto(url.href)
  await visit.act?.(page)
}

function isBusy(fault: string): boolean {
  return fault.includes('status of 503')
}

/** Without faults to find, finding none would say nothing. */
async function plant(t: Test, browser: Browser, baseUrl: string): Promise<void> {
  const context = await browser.newContext()
  const page = await context.newPage()
  const heard = watch(page)
  await page.goto(baseUrl)
  await page.evaluate(`
    document.querySelector('main').insertAdjacentHTML('beforeend', '<img src="data:,"><button></button>')
    const script = document.createElement('script')
    script.textContent = 'globalThis.planted = true'
    document.body.append(script)
    document.querySelector('main').style.width = '4000px'`)
  const found = new Set((await violations(page)).map((line) => line.split(':', 1)[0]))
  t.ok(found.has('image-alt'), 'a picture without words')
  t.ok(found.has('button-name'), 'a button without a name')
  t.equal(await page.evaluate('globalThis.planted'), undefined, 'a script in the page does not run')
  t.match(heard.faults().join(), /Content Security Policy/, 'and the console says so')
  t.ok(await page.evaluate('document.documentElement.scrollWidth > innerWidth'), 'too wide')
  await context.close()
}
