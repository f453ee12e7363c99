import type { BrowserContext } from 'playwright-core'
import { z } from 'zod'
import type { TestService } from '#test/kit/service.ts'

/** A member of the practice room whose session any browser can take over. */
export interface Guest {
  readonly id: string
  readonly name: string
  /** Makes that browser theirs. */
  enter(context: BrowserContext): Promise<void>
}

/** Joins the practice room. A trainer comes by the trainer's link. */
export async function aGuest(
  { links }: TestService,
  name: string,
  { email, trainer = false }: { readonly email?: string; readonly trainer?: boolean } = {},
): Promise<Guest> {
  const key = new URL(links.trainer).searchParams.get('trainer') ?? ''
  const response = await fetch(`${links.learner}/join`, {
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    body: JSON.stringify({
      name,
      ...(email === undefined ? {} : { email }),
      ...(trainer ? { trainer: key } : {}),
    }),
  })
  const { member } = joined.parse(await response.json())
  const cookies = response.headers.getSetCookie().map((cookie) => {
    const [, given = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? []
    return { name: given, value, url: links.home }
  })
  return {
    id: member.id,
    name,
    async enter(context) {
      await context.clearCookies()
      await context.addCookies(cookies)
    },
  }
}

const joined = z.object({ member: z.object({ id: z.string() }) })
