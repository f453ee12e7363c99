import { z } from 'zod'
import { parseAction } from '#src/chat/actions.ts'
import type { Reply } from '#src/chat/contract.ts'
import { discordWords } from '#src/chat/words.ts'
import { messageRef } from '../refs.ts'
import type { Carried } from '../views/custom-id.ts'
import { NotNow, placeIn, type Scene } from './ask.ts'
import type { Came } from './came.ts'
import { prepare } from './commands.ts'
import type { Desk } from './desk.ts'
import { openPage, pick, showReply } from './forms.ts'
import { type Shown, shownMessage } from './shown.ts'
import { sendForm } from './submits.ts'

/** A button was pressed, or something was picked from a list, in a message of ours. */
export async function press(
  desk: Desk,
  came: Came,
  scene: Scene,
  carried: Carried,
): Promise<Shown> {
  switch (carried.verb) {
    case 'p':
      return showReply(desk, scene, await pressed(desk, came, scene, carried.action))
    case 'w':
      return showReply(desk, scene, await pressed(desk, came, scene, carried.action), carried)
    case 'o':
      return openPage(desk, scene, carried)
    case 's':
      return sendForm(desk, came, scene, carried.draft)
    case 'k':
      return pick(desk, scene, { ...carried, values: pickedIn(came) })
    case 'j':
      return join(desk, came, scene, carried)
    case 'f':
      throw new NotNow({ code: 'form-expired' })
  }
}

async function pressed(desk: Desk, came: Came, scene: Scene, action: string): Promise<Reply> {
  await prepare(desk, came, scene, parseAction(action)?.kind)
  const { message } = came
  return desk.inbox().receive({
    ...placeIn(scene),
    id: came.id,
    kind: 'press',
    action,
    ...(message ? { message: messageRef(scene.guild, message.channel, message.id) } : {}),
  })
}

async function join(
  { channels }: Desk,
  { user, roles, guild: here, channel: pressedIn }: Came,
  scene: Scene,
  { channel, role }: Extract<Carried, { verb: 'j' }>,
): Promise<Shown> {
  const { guild, language } = scene
  // It is asked in the group's own channel: whoever presses there sees it, and no other is meant.
  if (here === undefined || pressedIn !== channel) throw new NotNow({ code: 'form-expired' })
  const joined = await channels.join(guild, channel, user, roles, role)
  if (joined === 'over') throw new NotNow({ code: 'form-expired' })
  const t = discordWords(language).rollCall
  return shownMessage({ text: joined === 'not-in-role' ? t.notInRole : t.joined }, scene)
}

const picked = z.looseObject({ values: z.array(z.string()).catch([]) })

function pickedIn({ data }: Came): readonly string[] {
  return picked.safeParse(data).data?.values ?? []
}
