import { z } from 'zod'
import type { App } from '#src/app/app.ts'
import type { House } from '../kit/house.ts'
import { machines, send } from '../kit/send.ts'
import { type Answer, type Cast, partyHere, type Party, type RaceClock } from './act.ts'

/** Ballots go by HTTP to a service that listens on loopback, each voter with the own session; the rest happens in its process. */
export function partyOnWeb(
  app: App,
  { house, clock }: { readonly house: House; readonly clock: RaceClock },
): Party {
  const doors = new Map(
    house.classes.flatMap(({ code, learners }) =>
      learners.map(({ member, token }) => [member.id, { code, token }] as const),
    ),
  )
  const agents = machines(16)
  let next = 0
  const cast: Cast = async (_, { event, proposalId, memberId, answers }) => {
    const door = doors.get(memberId)
    const agent = agents[(next += 1) % agents.length]
    if (!door || !agent) throw new Error(`${memberId} is in no class.`)
    const choices = Object.entries(answers).map(([id, { choice }]) => [id, choice] as const)
    const { status, body } = await send(agent, {
      url: new URL(`/rooms/${door.code}/interactions`, app.baseUrl),
      token: door.token,
      content: {
        type: 'application/json',
        body: JSON.stringify({
          id: event.eventId.replaceAll(' ', '.'),
          kind: 'submit',
          form: `ballot:${proposalId}`,
          fields: Object.fromEntries(choices),
        }),
      },
    })
    const text = body.toString()
    if (status !== 200 && status !== 422) throw new Error(`A ballot got ${status}: ${text}`)
    return asAnswer(text)
  }
  return {
    ...partyHere(app, clock, cast),
    async close() {
      for (const agent of agents) agent.destroy()
    },
  }
}

const reply = z.object({
  message: z.object({ text: z.string() }).optional(),
  refused: z.string().optional(),
  problem: z.string().optional(),
})

function asAnswer(said: string): Answer {
  const { message, refused, problem } = reply.parse(JSON.parse(said))
  const code = refused ?? problem
  return code === undefined ? { ok: true, value: message?.text } : { ok: false, refusal: { code } }
}
