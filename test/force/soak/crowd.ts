import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { type Answered, connectionsOfMachine, machines, send, type Sending } from '../kit/send.ts'
import type { OpenVote, QuickVote, Stage } from './prepare.ts'

const choices = ['met', 'not-yet', 'abstain'] as const
const machinesOfCrowd = 16
/** Connections that all of them keep open. */
export const connectionsAtMost = machinesOfCrowd * connectionsOfMachine
const inFlightAtMost = 64
const tickMs = 20

const verified = z.object({ valid: z.boolean() })
const inRoom = z.object({
  messages: z.array(
    z.object({
      message: z.object({ files: z.array(z.object({ url: z.string().optional() })).optional() }),
    }),
  ),
})

/** People who vote, receive badges and have them verified, all by HTTP, at a steady pace. */
export class Crowd {
  /** Ballots that were answered as counted. */
  counted = 0
  verified = 0
  badges = 0
  readonly latencies: number[] = []
  readonly breaches: string[] = []
  readonly #stage: Stage
  readonly #origin: string
  readonly #ballotsEachTick: number
  readonly #agents = machines(machinesOfCrowd)
  readonly #underWay = new Set<Promise<void>>()
  readonly #timers: NodeJS.Timeout[] = []
  readonly #ended: QuickVote[] = []
  #turn = 0
  #quick = 0
  #badge: Buffer | undefined

  constructor(
    stage: Stage,
    { origin, ballotsASecond }: { readonly origin: string; readonly ballotsASecond: number },
  ) {
    this.#stage = stage
    this.#origin = origin
    this.#ballotsEachTick = Math.ceil((ballotsASecond * tickMs) / 1000)
  }

  start(): void {
    const every = (ms: number, act: () => Promise<void>) => {
      this.#timers.push(setInterval(() => this.#run(act), ms))
    }
    this.#timers.push(setInterval(() => this.#voteMore(), tickMs))
    every(1000, () => this.#voteThrough())
    every(500, () => this.#fetchBadge())
    every(250, () => this.#verify())
  }

  /** Nobody does anything more; answers when everybody has had an answer. */
  async pause(): Promise<void> {
    for (const timer of this.#timers.splice(0)) clearInterval(timer)
    await Promise.all(this.#underWay)
  }

  close(): void {
    for (const agent of this.#agents) agent.destroy()
  }

  #run(act: () => Promise<void>): void {
    const running = act()
      .catch((error: unknown) => void this.breaches.push(String(error)))
      .finally(() => this.#underWay.delete(running))
    this.#underWay.add(running)
  }

  // A slow service gets as many as it can take.
  #voteMore(): void {
    const free = inFlightAtMost - this.#underWay.size
    for (let ballot = 0; ballot < Math.min(free, this.#ballotsEachTick); ballot += 1)
      this.#run(() => this.#vote())
  }

  async #vote(): Promise<void> {
    const { sessions, openVotes, crowd } = this.#stage
    const turn = (this.#turn += 1)
    const choice = choices[Math.floor(turn / sessions.length) % choices.length] ?? 'met'
    const startedAt = performance.now()
    const vote = openVotes[turn % openVotes.length]
    const token = sessions[turn % sessions.length]
    if (vote && token) await this.#ballot(vote, { code: crowd.code, token, choice })
    this.latencies.push(performance.now() - startedAt)
  }

  async #voteThrough(): Promise<void> {
    const vote = this.#stage.quickVotes[(this.#quick += 1) - 1]
    if (!vote) return
    const { code, voters } = vote
    // Half of those on the roll are the quorum.
    for (const { token } of voters.slice(0, Math.ceil(voters.length / 2)))
      await this.#ballot(vote, { code, token, choice: 'met' })
    this.#ended.push(vote)
  }

  async #ballot(
    { id, criteria }: OpenVote,
    {
      code,
      token,
      choice,
    }: { readonly code: string; readonly token: string; readonly choice: string },
  ): Promise<void> {
    const answered = await this.#send(`/rooms/${code}/interactions`, {
      token,
      content: {
        type: 'application/json',
        body: JSON.stringify({
          id: randomUUID(),
          kind: 'submit',
          form: `ballot:${id}`,
          fields: Object.fromEntries(criteria.map((criterion) => [criterion, choice])),
        }),
      },
    })
    if (answered.status === 200) this.counted += 1
    else this.#breach('a ballot', answered)
  }

  async #fetchBadge(): Promise<void> {
    const vote = this.#ended[0]
    if (!vote) return
    const { candidate, code } = vote
    const { body } = await this.#send(`/rooms/${code}/messages`, { token: candidate.token })
    const { messages } = inRoom.parse(JSON.parse(body.toString()))
    const url = messages.flatMap(({ message }) => message.files ?? [])[0]?.url
    if (url === undefined) return
    this.#ended.shift()
    this.badges += 1
    const picture = await this.#send(url, {})
    if (picture.status === 200) this.#badge = picture.body
    else this.#breach('a badge', picture)
  }

  async #verify(): Promise<void> {
    if (!this.#badge) return
    const content = { type: 'image/png', body: this.#badge }
    const answered = await this.#send('/verify', { content })
    const { status, body } = answered
    if (status === 200 && verified.parse(JSON.parse(body.toString())).valid) this.verified += 1
    else this.#breach('verifying', answered)
  }

  #breach(what: string, { status, body }: Answered): void {
    this.breaches.push(`${what} got ${status}: ${body.toString().slice(0, 200)}`)
  }

  #send(path: string, sending: Omit<Sending, 'url'>): Promise<Answered> {
    const agent = this.#agents[this.#turn % this.#agents.length]
    if (!agent) throw new Error('There is no machine to send from.')
    return send(agent, { url: new URL(path, this.#origin), ...sending })
  }
}
