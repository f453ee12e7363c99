import type { Page } from 'playwright-core'
import type { Guest } from './a-guest.ts'
import type { House } from './a-house.ts'

/** A page as somebody comes to see it. */
export interface Visit {
  readonly name: string
  /** Path, or whole address. */
  readonly at: string
  /** Nobody: a stranger. */
  readonly as?: Guest
  /** What is done once there. */
  readonly act?: (page: Page) => Promise<void>
  /** A status that the console may tell of. */
  readonly status?: number
  /** Looked at on the narrowest screens too. */
  readonly narrowest?: boolean
}

/** A room where nothing has happened yet. */
interface EmptyRoom {
  readonly at: string
  readonly member: Guest
}

/** Every page of the service, in each of its states. `png` is a badge as somebody received it. */
export function pagesOf(
  house: House,
  { empty, png }: { readonly empty: EmptyRoom; readonly png: Buffer },
): readonly Visit[] {
  const { room, trainer, learner, recipient, awards, votes, achievement, issuer, group } = house
  return [
    { name: 'home', at: '/', narrowest: true },
    { name: 'a code that opens no room', at: '/rooms/ABC-DEF', status: 404 },
    { name: 'join', at: room },
    { name: 'join as trainer', at: house.service.links.trainer },
    { name: 'empty room', at: empty.at, as: empty.member },
    { name: 'room of a trainer', at: room, as: trainer },
    { name: 'room of a learner', at: room, as: learner, narrowest: true },
    { name: 'room of a recipient', at: room, as: recipient },
    { name: 'console', at: '/console', as: trainer, narrowest: true },
    { name: 'console for a learner', at: '/console', as: learner, status: 403 },
    { name: 'form to propose', at: room, as: trainer, act: openProposing },
    { name: 'ballot', at: room, as: learner, act: openBallot, narrowest: true },
    { name: 'refused ballot', at: room, as: learner, act: sendEmptyBallot, status: 422 },
    { name: 'award', at: `/awards/${awards.own}` },
    { name: 'award of its owner', at: `/awards/${awards.own}`, as: recipient },
    { name: 'award for a trainer', at: `/awards/${awards.own}`, as: trainer, act: openRevoking },
    { name: 'award of a group', at: `/awards/${awards.group}` },
    { name: 'revoked award', at: `/awards/${awards.revoked}` },
    { name: 'achievement', at: achievement },
    { name: 'achievement for a trainer', at: achievement, as: trainer },
    { name: 'issuer', at: issuer },
    { name: 'group', at: group },
    { name: 'record, running', at: `/records/${votes.running}` },
    { name: 'record, accepted', at: `/records/${votes.accepted}` },
    { name: 'record, declined', at: `/records/${votes.declined}` },
    { name: 'record of a small roll', at: `/records/${votes.small}` },
    { name: 'verify', at: '/verify' },
    { name: 'a sound badge', at: '/verify', act: (page) => verify(page, png) },
    {
      name: 'not a badge',
      at: '/verify',
      act: (page) => verify(page, png.subarray(0, 300)),
      status: 422,
    },
    { name: 'screen, running', at: `/screen/${votes.running}` },
    { name: 'screen, accepted', at: `/screen/${votes.accepted}` },
    { name: 'screen, declined', at: `/screen/${votes.declined}` },
    { name: 'no such page', at: '/nowhere', status: 404 },
  ]
}

async function openProposing(page: Page): Promise<void> {
  await page.locator('.quick .button').first().click()
  await page.locator('#reply [data-field="people"]').waitFor()
}

async function openBallot(page: Page): Promise<void> {
  await page.locator('#votes .button.primary').click()
  await page.locator('#reply .ballot-criterion').first().waitFor()
}

async function sendEmptyBallot(page: Page): Promise<void> {
  await openBallot(page)
  // The browser itself would hold it back.
  await page.evaluate('document.querySelector("#reply form").noValidate = true')
  await page.locator('#reply form .button.primary').click()
  await page.locator('#reply .problem').waitFor()
}

async function openRevoking(page: Page): Promise<void> {
  await page.locator('details:has(#reason) > summary').click()
}

async function verify(page: Page, bytes: Buffer): Promise<void> {
  await page
    .locator('#file')
    .setInputFiles({ name: 'badge.png', mimeType: 'image/png', buffer: bytes })
  await page.locator('main form .button.primary').click()
  await page.locator('#result, .problem').first().waitFor()
}
