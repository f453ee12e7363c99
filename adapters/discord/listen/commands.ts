import { parseCommand } from '#src/chat/commands.ts'
import { readCommand } from '../commands/read-command.ts'
import { placeIn, type Scene, seeRights } from './ask.ts'
import type { Came } from './came.ts'
import type { Desk } from './desk.ts'
import { showReply } from './forms.ts'
import type { Shown } from './shown.ts'

/** `/badge …`, or what is chosen in the menu of a message or of a person. */
export async function runCommand(desk: Desk, came: Came, scene: Scene): Promise<Shown> {
  const { text, about } = readCommand(came.data, scene.guild)
  await prepare(desk, came, scene, parseCommand(text)?.name)
  const reply = await desk.inbox().receive({
    ...placeIn(scene),
    id: came.id,
    kind: 'command',
    text,
    ...(about ? { about } : {}),
  })
  return showReply(desk, scene, reply)
}

/** Whoever forms people may set up a group where there is none, before they choose what is in it. */
export async function prepare(
  { book, channels }: Pick<Desk, 'book' | 'channels'>,
  came: Came,
  scene: Scene,
  what: string | undefined,
): Promise<void> {
  const { guild, person, workspace, channel } = scene
  if (!person.isTrainer || came.guild === undefined) return
  if (what === 'propose') seeRights(came, scene)
  if (what !== 'propose' && what !== 'settings') return
  if (await book.roster.group(workspace, channel)) return
  await channels.found(guild, came.channel, person.ref)
}
