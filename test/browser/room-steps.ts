import type { Page } from 'playwright-core'
import type { Language } from '#src/chat/contract.ts'
import type { Choice } from '#src/domain/tally.ts'
import { texts } from '#src/texts/texts.ts'

/** What people do in a room, by the words that they see. Works with and without JavaScript. */
export async function join(page: Page, { room, name, email, language }: Joining): Promise<void> {
  const t = texts[language].pages.join
  await page.goto(room)
  await page.getByLabel(t.name).fill(name)
  if (email) await page.getByLabel(t.email).fill(email)
  await page.getByRole('button', { name: t.go, exact: true }).click()
  await page.getByText(texts[language].pages.room.hello(name)).waitFor()
}

interface Joining {
  readonly room: string
  readonly name: string
  readonly email?: string
  readonly language: Language
}

/** Opens the form and fills it in; the list of badges is searched where a script can do so. */
export async function proposeFor(
  page: Page,
  {
    person,
    badge,
    search,
    language,
  }: {
    readonly person: string
    readonly badge: string
    readonly search?: string
    readonly language: Language
  },
): Promise<void> {
  const t = texts[language].chat.propose
  const quick = texts[language].pages.room.quick.propose
  await page.locator('.commands').getByRole('button', { name: quick }).click()
  const form = page.locator('#reply')
  if (search) await form.getByRole('searchbox').first().fill(search)
  await form.getByLabel(t.achievement, { exact: true }).selectOption({ label: badge })
  await form.getByLabel(person, { exact: true }).check()
  await form.getByLabel(t.reason).fill('Seen in the workshop, twice.')
  await form.getByRole('button', { name: t.submit }).click()
  await page.locator('#reply').getByText(t.opened(1)).waitFor()
}

/** Casts the ballot that the first card asks for, with the same answer to each criterion. */
export async function cast(page: Page, choice: Choice, language: Language): Promise<void> {
  const { vote } = texts[language].chat.card
  await page.locator('#votes').getByRole('button', { name: vote, exact: true }).first().click()
  await answer(page, choice, language)
}

/** Changes the ballot that was just cast, by the receipt's own button. */
export async function change(page: Page, choice: Choice, language: Language): Promise<void> {
  const t = texts[language].chat
  await page.locator('#reply').getByRole('button', { name: t.receipt.change }).click()
  await page.getByRole('heading', { name: t.ballot.changeTitle }).waitFor()
  await answer(page, choice, language)
}

async function answer(page: Page, choice: Choice, language: Language): Promise<void> {
  const form = page.locator('#reply form')
  await form.locator('.ballot-criterion').first().waitFor()
  for (const group of await form.locator('.ballot-criterion').all())
    await group.getByRole('radio', { name: texts[language].record.choice[choice] }).check()
  await form.getByRole('button', { name: texts[language].chat.ballot.submit }).click()
  await page.locator('#reply.reply-message').waitFor()
}

/** Sends a picture to the page that verifies, and answers what it says. */
export async function verify(page: Page, { at, png, email, language }: Verifying): Promise<string> {
  const t = texts[language].pages.verify
  await page.goto(at)
  await page.getByLabel(t.file).setInputFiles(png)
  if (email) await page.getByLabel(t.email).fill(email)
  await page.getByRole('button', { name: t.go, exact: true }).click()
  return page.locator('#result').innerText()
}

interface Verifying {
  readonly at: string
  readonly png: Parameters<ReturnType<Page['locator']>['setInputFiles']>[0]
  readonly email?: string
  readonly language: Language
}
