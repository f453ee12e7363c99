import t from 'tap'
import { findEntry } from '#src/catalogue/catalogue.ts'
import { texts } from '#src/texts/texts.ts'
import { aService, voteAll } from '#test/kit/service.ts'
import { aBrowser, withoutBrowser } from './a-browser.ts'
import { watch } from './a-watch.ts'
import { cast, change, join, proposeFor, verify } from './room-steps.ts'

const skip = withoutBrowser() ?? false
const { pages, chat } = texts.en
const badge = findEntry('com.ecouter-comprendre')?.name.en ?? ''

t.test('a badge, from the proposal to the verified picture', { skip }, async (t) => {
  const service = await aService(t)
  const browser = await aBrowser(t)
  const visitor = async (more: Parameters<typeof browser.newContext>[0] = {}) => {
    const context = await browser.newContext({ locale: 'en-GB', ...more })
    context.setDefaultTimeout(60_000)
    const page = await context.newPage()
    return { page, heard: watch(page) }
  }
  const { learner: room, trainer: trainersLink } = service.links
  const paul = await visitor()
  const ana = await visitor({ viewport: { width: 360, height: 740 } })
  const bilal = await visitor()
  const chloe = await visitor({ locale: 'fr-FR', javaScriptEnabled: false })
  const screen = await visitor({ viewport: { width: 1920, height: 1080 } })
  const others = []
  for (const name of ['Dawit', 'Élise', 'Farid', 'Gaëlle', 'Hugo', 'Inès'])
    others.push(await service.join(name))
  const [dawit, elise] = others

  await t.test('everybody enters', async () => {
    await join(paul.page, { room: trainersLink, name: 'Paul', language: 'en' })
    await join(ana.page, { room, name: 'Ana', email: 'ana@example.org', language: 'en' })
    await join(bilal.page, { room, name: 'Bilal', language: 'en' })
    await join(chloe.page, { room, name: 'Chloé', language: 'fr' })
    await paul.page.evaluate('globalThis.stayed = true')
  })

  const card = (page: typeof paul.page) => page.locator('article', { hasText: badge }).first()
  await t.test('the trainer proposes; the card comes to everybody by itself', async () => {
    await proposeFor(paul.page, { person: 'Ana', badge, search: 'lIsten UNDER', language: 'en' })
    for (const { page } of [paul, ana, bilal])
      await card(page).getByText(chat.card.forPerson(badge, 'Ana')).waitFor()
    await chloe.page.reload()
  })

  const record = await card(paul.page)
    .getByRole('link', { name: chat.card.record })
    .getAttribute('href')
  const id = record?.split('/').at(-1) ?? ''
  await screen.page.goto(`${service.app.baseUrl}/screen/${id}?lang=en`)
  const turnout = (cast: number) =>
    screen.page.locator('.turnout', { hasText: pages.screen.of({ cast, roll: 8 }) }).waitFor()
  await turnout(0)
  await screen.page.evaluate('globalThis.stayed = true')

  await t.test('three vote at once: with a script, without, and by JSON', async (t) => {
    if (!dawit) return
    await Promise.all([
      cast(bilal.page, 'not-yet', 'en'),
      cast(chloe.page, 'met', 'fr'),
      voteAll(dawit, id, 'met'),
    ])
    const receipt = bilal.page.locator('#reply')
    t.match(await receipt.innerText(), chat.receipt.counted.first)
    t.match(await receipt.innerText(), chat.receipt.sayWhatIsMissing)
    t.match(await chloe.page.locator('#reply').innerText(), texts.fr.chat.receipt.counted.first)
    await card(paul.page)
      .getByText(chat.card.progress({ cast: 3, roll: 8, quorum: 4 }))
      .waitFor()
    await turnout(3)
  })

  await t.test('a vote is changed, and counts once', async (t) => {
    await change(bilal.page, 'met', 'en')
    t.match(await bilal.page.locator('#reply').innerText(), chat.receipt.counted.changed)
    t.match(await bilal.page.locator('#reply').innerText(), /3 people have voted out of 8/)
  })

  await t.test('the quorum brings the verdict, on every screen', async (t) => {
    if (elise) await voteAll(elise, id, 'met')
    await paul.page.locator('#feed').getByText(chat.card.verdict.accepted).first().waitFor()
    await screen.page.getByText(pages.screen.verdict.accepted).waitFor()
    for (const { page } of [paul, screen])
      t.equal(await page.evaluate('globalThis.stayed'), true, 'without loading again')
    t.equal(await paul.page.locator('#votes article').count(), 0)
  })

  await t.test('the recipient opens the message, shows the name, and others see it', async (t) => {
    const message = ana.page.locator('.message.private', { hasText: chat.award.received(badge) })
    await message.getByRole('link', { name: chat.award.open }).click()
    await ana.page.getByRole('button', { name: pages.award.showName }).click()
    await ana.page.getByText(pages.award.mineShown).waitFor()
    await screen.page.goto(ana.page.url().split('?', 1)[0] ?? '')
    t.match(await screen.page.locator('.showcase-words').innerText(), 'Ana')
  })

  await t.test('the downloaded picture is verified, and whose it is', async (t) => {
    const downloading = ana.page.waitForEvent('download')
    await ana.page.getByRole('link', { name: pages.award.png }).click()
    const png = await (await downloading).path()
    const at = `${service.app.baseUrl}/verify?lang=en`
    const mine = { at, png, email: 'Ana@example.org', language: 'en' } as const
    t.match(await verify(ana.page, mine), pages.verify.verdict.practice)
    t.match(await ana.page.locator('main').innerText(), badge)
    const notMine = { ...mine, email: 'bilal@example.org' }
    t.match(await verify(ana.page, notMine), pages.verify.verdict['not-valid'])
  })

  await t.test('nothing went wrong meanwhile', (t) => {
    for (const { heard } of [paul, ana, bilal, chloe, screen]) t.strictSame(heard.faults(), [])
    t.end()
  })
})
