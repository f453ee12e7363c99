import { mkdirSync } from 'node:fs'
import t from 'tap'
import { aService } from '#test/kit/service.ts'
import { aBrowser } from './a-browser.ts'
import { aGuest } from './a-guest.ts'
import { aHouse } from './a-house.ts'
import { pagesOf } from './pages.ts'
t.test('shots', async (t) => {
  const house = await aHouse(t)
  const { app } = house.service
  const other = await aService(t)
  const empty = { at: other.links.learner, member: await aGuest(other, 'Solène') }
  const png = Buffer.from(
    await (await fetch(`${app.baseUrl}/awards/${house.awards.own}.png`)).bytes(),
  )
  const browser = await aBrowser(t)
  const only = process.env['ONLY']
  for (const [width, colorScheme, lang] of [
    [1280, 'light', 'en'],
    [360, 'light', 'fr'],
    [1280, 'dark', 'fr'],
    [360, 'dark', 'en'],
    [1920, 'light', 'fr'],
    [1920, 'dark', 'en'],
  ] as const) {
    if (process.env['LOOK'] && !process.env['LOOK'].split(',').includes(`${width}-${colorScheme}`))
      continue
    const dir = `/tmp/shots/${width}-${colorScheme}-${lang}`
    mkdirSync(dir, { recursive: true })
    const context = await browser.newContext({
      viewport: { width, height: width === 1920 ? 1080 : 800 },
      colorScheme,
      reducedMotion: 'reduce',
    })
    const page = await context.newPage()
    for (const visit of pagesOf(house, { empty, png })) {
      if (width === 1920 && !visit.name.startsWith('screen')) continue
      if (only && !visit.name.match(only)) continue
      if (visit.as) await visit.as.enter(context)
      else await context.clearCookies()
      const url = new URL(visit.at, app.baseUrl)
      url.searchParams.set('lang', lang)
      await page.goto(url.href)
      await visit.then?.(page)
      await page.evaluate('document.querySelector(":focus")?.blur()')
      await page.screenshot({
        path: `${dir}/${visit.name.replaceAll(/[^a-z]+/g, '-')}.png`,
        fullPage: true,
      })
    }
    await context.close()
  }
})
