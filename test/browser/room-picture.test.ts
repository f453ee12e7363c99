import { existsSync } from 'node:fs'
import t from 'tap'
import { aService, propose, voteAll } from '#test/kit/service.ts'
import { aBrowser, withoutBrowser } from './a-browser.ts'
import { aGuest } from './a-guest.ts'

const path = 'docs/room.png'
const thatMorning = Date.UTC(2026, 5, 4, 8, 12)
const kept =
  existsSync(path) && process.env['UPDATE_PICTURE'] !== '1'
    ? `${path} is there: UPDATE_PICTURE=1 takes it again`
    : undefined

t.test(
  'the picture of the README is taken',
  { skip: kept ?? withoutBrowser() ?? false },
  async (t) => {
    const began = Date.now()
    const service = await aService(t, { now: () => thatMorning + Date.now() - began })
    const browser = await aBrowser(t)
    const claire = await service.joinAsTrainer('Claire')
    const ana = await service.join('Amina')
    const lea = await aGuest(service, 'Léa')
    const others = []
    for (const name of ['Bilal', 'Chloé', 'Dawit', 'Élise', 'Farid', 'Gaëlle', 'Hugo'])
      others.push(await service.join(name))
    const id = await propose(claire, {
      people: ana.id,
      achievement: 'equ.esprit-equipe',
      reason:
        'When we built the shed she asked the quiet ones what they thought, and stayed to the end.',
    })
    for (const other of others.slice(0, 3)) await voteAll(other, id, 'met')
    await service.outbox.idle()

    const context = await browser.newContext({
      viewport: { width: 1280, height: 900 },
      locale: 'en-GB',
      timezoneId: 'Europe/Paris',
    })
    await lea.enter(context)
    const page = await context.newPage()
    await page.goto(service.links.learner)
    const card = await page.locator('#votes article').boundingBox()
    const height = Math.ceil((card?.y ?? 0) + (card?.height ?? 0) + 36)
    const picture = await page.screenshot({
      path,
      fullPage: true,
      clip: { x: 0, y: 0, width: 1280, height },
    })
    t.ok(picture.length < 250_000, `${picture.length} bytes`)
  },
)
