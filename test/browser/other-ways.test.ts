import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { findEntry } from '#src/catalogue/catalogue.ts'
import { texts } from '#src/texts/texts.ts'
import { aService, propose, type TestService, voteAll } from '#test/kit/service.ts'
import type { Visitor } from '../../scripts/visitor.ts'
import { aBrowser, withoutBrowser } from './a-browser.ts'
import { aGuest } from './a-guest.ts'
import { awardOf } from './a-house.ts'
import { anotherSite } from './another-site.ts'
import { edgeContrast } from './edge-contrast.ts'
import { cast, change, join, proposeFor, verify } from './room-steps.ts'

const skip = withoutBrowser() ?? false
const { chat } = texts.en

t.test('other ways in', { skip }, async (t) => {
  const service = await aService(t)
  const browser = await aBrowser(t)
  const paul = await service.joinAsTrainer('Paul')
  const ana = await service.join('Ana')
  const voters = [
    await service.join('Bilal'),
    await service.join('Chloé'),
    await service.join('Dawit'),
  ]
  const room: Room = { service, browser, paul, ana, voters }

  await t.test('without JavaScript', (t) => withoutScript(t, room))
  await t.test('by keyboard alone', (t) => byKeyboard(t, room))
  await t.test('by a plain-http name of the local network', (t) => onTheLan(t, room))
  await t.test('from another site', (t) => fromElsewhere(t, room))
  await t.test('for those who mind motion, or choose their colours', (t) => asChosen(t, room))
})

interface Room {
  readonly service: TestService
  readonly browser: Browser
  readonly paul: Visitor
  readonly ana: Visitor
  readonly voters: readonly Visitor[]
}

async function aPage({ browser }: Room, more: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ locale: 'en-GB', ...more })
  context.setDefaultTimeout(60_000)
  return context.newPage()
}

async function withoutScript(t: Test, room: Room): Promise<void> {
  const { service, voters } = room
  const language = 'fr'
  const plain = { locale: 'fr-FR', javaScriptEnabled: false, viewport: { width: 360, height: 740 } }
  const trainer = await aPage(room, plain)
  const learner = await aPage(room, plain)
  const badge = findEntry('com.reformuler')?.name.fr ?? ''

  await join(trainer, { room: service.links.trainer, name: 'Nora', language })
  await join(learner, { room: service.links.learner, name: 'Lou', language })
  await proposeFor(trainer, { person: 'Ana', badge, language })
  await service.outbox.idle()
  await learner.reload()
  await cast(learner, 'not-yet', language)
  t.match(await learner.locator('#reply').innerText(), texts.fr.chat.receipt.counted.first)
  await change(learner, 'met', language)
  t.match(await learner.locator('#reply').innerText(), texts.fr.chat.receipt.counted.changed)

  const link = learner.locator('#votes').getByRole('link', { name: texts.fr.chat.card.record })
  const id = (await link.getAttribute('href'))?.split('/').at(-1) ?? ''
  for (const voter of voters) await voteAll(voter, id, 'met')
  const award = await awardOf(service, id, 'person')
  const { app } = service
  const bytes = await (await fetch(`${app.baseUrl}/awards/${award}.png`)).bytes()
  const png = { name: 'badge.png', mimeType: 'image/png', buffer: Buffer.from(bytes) }
  const said = await verify(learner, { at: `${app.baseUrl}/verify`, png, language })
  t.match(said, texts.fr.pages.verify.verdict.practice)
}

async function byKeyboard(t: Test, room: Room): Promise<void> {
  const { service, paul, ana } = room
  const page = await aPage(room)
  await (await aGuest(service, 'Marie')).enter(page.context())
  const id = await propose(paul, { people: ana.id, achievement: 'com.telephone' })
  await page.goto(service.links.learner)

  await page.keyboard.press('Tab')
  t.equal(await focused(page, 'className'), 'skip', 'the first stop leads past the header')
  await page.keyboard.press('Enter')
  t.equal(await focused(page, 'id'), 'main')

  await tabTo(page, `document.activeElement.closest('#votes') && ${says(chat.card.vote)}`)
  await page.keyboard.press('Enter')
  await page.locator('#reply .ballot-criterion').first().waitFor()
  t.equal(await focused(page, 'id'), 'reply', 'the form that opens has the focus')
  const criteria = await page.locator('#reply .ballot-criterion').count()
  for (let criterion = 0; criterion < criteria; criterion++) {
    await tabTo(page, `document.activeElement.name === "field.c${criterion + 1}"`)
    await page.keyboard.press('Space')
  }
  await tabTo(page, says(chat.ballot.submit))
  await page.keyboard.press('Enter')
  await page.locator('#reply').getByText(chat.receipt.counted.first).waitFor()
  t.equal(await focused(page, 'id'), 'reply', 'and so has the receipt')
  const card = page.locator(`article:has(a[href="/records/${id}"])`)
  await card.getByText(/^1 of /).waitFor()
}

function focused(page: Page, what: 'id' | 'className'): Promise<unknown> {
  return page.evaluate(`document.activeElement.${what}`)
}

function says(words: string): string {
  return `document.activeElement.textContent.trim() === ${JSON.stringify(words)}`
}

/** Presses Tab until that holds; what has the focus must always show it. */
async function tabTo(page: Page, condition: string): Promise<void> {
  for (let press = 0; press < 80; press++) {
    await page.keyboard.press('Tab')
    const outlined = await page.evaluate<boolean>(
      `document.activeElement.matches(':focus-visible') || document.activeElement === document.body`,
    )
    if (!outlined) throw new Error('Something has the focus and does not show it.')
    if (await page.evaluate<boolean>(`Boolean(${condition})`)) return
  }
  throw new Error(`No stop of the Tab key where ${condition}`)
}

async function onTheLan(t: Test, room: Room): Promise<void> {
  const { service, paul, ana } = room
  const page = await aPage(room)
  const address = service.links.learner.replace('127.0.0.1', 'badges.lan')
  await join(page, { room: address, name: 'Inès', language: 'en' })
  t.equal(new URL(page.url()).hostname, 'badges.lan')
  const height = 'getComputedStyle(document.querySelector(".button")).minHeight'
  t.equal(await page.evaluate(height), '48px', 'styles load')
  const id = await propose(paul, { people: ana.id, achievement: 'com.formulaire' })
  // Comes by the websocket.
  await page.locator(`article:has(a[href="/records/${id}"])`).waitFor()
  await cast(page, 'met', 'en')
  t.match(await page.locator('#reply').innerText(), chat.receipt.counted.first)
}

async function fromElsewhere(t: Test, room: Room): Promise<void> {
  const { service, paul, ana, voters } = room
  const marc = await aGuest(service, 'Marc')
  const page = await aPage(room)
  await marc.enter(page.context())
  const id = await propose(paul, { people: ana.id, achievement: 'com.lire-tableau' })
  for (const voter of voters) await voteAll(voter, id, 'met')
  const { baseUrl } = service.app
  const { learner } = service.links
  const site = await anotherSite(
    t,
    `<img src="${baseUrl}/achievements/${await achievementOf(baseUrl, id)}.png">
    <form method="post" action="${learner}/interactions">
      <input name="kind" value="command"><input name="text" value="/badge help"><button>Go</button>
    </form>`,
  )
  await page.goto(site)
  t.ok(await page.evaluate('document.images[0].naturalWidth > 0'), 'may show our pictures')
  const opened = await page.evaluate(`new Promise((resolve) => {
    const socket = new WebSocket(${JSON.stringify(`${learner.replace('http', 'ws')}/live`)})
    socket.onopen = () => resolve('open')
    socket.onerror = () => resolve('refused')
  })`)
  t.equal(opened, 'refused', 'may not listen in a room')
  const answering = page.waitForResponse((response) => response.request().method() === 'POST')
  await page.getByRole('button').click()
  t.equal((await answering).status(), 403, 'may not act in a room')
}

async function achievementOf(baseUrl: string, proposalId: string): Promise<string> {
  const response = await fetch(`${baseUrl}/records/${proposalId}.json`)
  return /achievements\/([\w-]{22})/.exec(await response.text())?.[1] ?? ''
}

async function asChosen(t: Test, room: Room): Promise<void> {
  const { service, paul, ana } = room
  const page = await aPage(room)
  const voters = [...room.voters, await service.join('Hugo'), await service.join('Zoé')]
  const id = await propose(paul, { people: ana.id, achievement: 'com.compte-rendu' })
  await (await aGuest(service, 'Yann')).enter(page.context())

  await page.goto(service.links.learner)
  for (const forcedColors of ['none', 'active'] as const) {
    await page.emulateMedia({ forcedColors })
    const buttons = await page.locator('.button:visible').all()
    t.ok(buttons.length > 5)
    const faint = []
    for (const button of buttons)
      if (edgeContrast(await button.screenshot()) < 0.1) faint.push(await button.innerText())
    t.strictSame(faint, [], `all buttons have an edge, forced colours: ${forcedColors}`)
  }
  await page.emulateMedia({ forcedColors: 'none' })

  for (const voter of voters) await voteAll(voter, id, 'met')
  const moving = () => page.evaluate<number>('document.getAnimations().length')
  await page.emulateMedia({ reducedMotion: 'no-preference' })
  await page.goto(`${service.app.baseUrl}/screen/${id}?lang=en`)
  await page.getByText(texts.en.pages.screen.verdict.accepted).waitFor()
  t.ok((await moving()) > 0, 'the board of a badge that was earned is festive')
  await page.emulateMedia({ reducedMotion: 'reduce' })
  t.equal(await moving(), 0, 'and still for those who mind')
}
