import { z } from 'zod'
import { openView, showHome, updateView } from '../open-views.ts'
import { viewPayload } from '../payloads.ts'
import type { Trigger, View } from '../world.ts'
import { checkedView } from './block-check.ts'
import { type Caller, json, type Method, method, SlackError } from './method.ts'

const view = json(z.looseObject({}))

/** Modals and App Homes. @see https://docs.slack.dev/reference/methods/views.open */
export const views: Readonly<Record<string, Method>> = {
  'views.open': method(z.object({ trigger_id: z.string(), view }), (caller, args) => {
    const content = checkedView(caller.world, args.view)
    if (content.type !== 'modal') throw new SlackError('invalid_arguments')
    const { userId } = spend(caller, args.trigger_id)
    const opened = openView(caller.world, caller.team, userId, content, 'alone')
    return { view: viewPayload(caller.world, caller.team, opened) }
  }),

  'views.push': method(z.object({ trigger_id: z.string(), view }), (caller, args) => {
    const content = checkedView(caller.world, args.view)
    const trigger = caller.world.triggers.get(args.trigger_id)
    const stack = caller.team.stacks.get(trigger?.userId ?? '') ?? []
    if (trigger && stack.length === 0) throw new SlackError('not_found')
    if (stack.length >= 3) throw new SlackError('push_limit_reached')
    const { userId } = spend(caller, args.trigger_id)
    const opened = openView(caller.world, caller.team, userId, content, 'on top')
    return { view: viewPayload(caller.world, caller.team, opened) }
  }),

  'views.update': method(
    z.object({
      view_id: z.string().optional(),
      external_id: z.string().optional(),
      hash: z.string().optional(),
      view,
    }),
    (caller, args) => {
      const content = checkedView(caller.world, args.view)
      const found = wanted(caller, args)
      if (!found?.open) throw new SlackError('not_found')
      if (args.hash !== undefined && args.hash !== found.hash) throw new SlackError('hash_conflict')
      updateView(caller.world, found, content)
      return { view: viewPayload(caller.world, caller.team, found) }
    },
  ),

  'views.publish': method(
    z.object({ user_id: z.string(), hash: z.string().optional(), view }),
    (caller, args) => {
      const content = checkedView(caller.world, args.view)
      if (content.type !== 'home') throw new SlackError('invalid_arguments')
      if (!caller.team.users.has(args.user_id)) throw new SlackError('user_not_found')
      const before = caller.team.homes.get(args.user_id)
      if (args.hash !== undefined && args.hash !== before?.hash)
        throw new SlackError('hash_conflict')
      const shown = showHome(caller.world, caller.team, args.user_id, content)
      return { view: viewPayload(caller.world, caller.team, shown) }
    },
  ),
}

function wanted(
  { world, team }: Caller,
  { view_id, external_id }: { view_id?: string | undefined; external_id?: string | undefined },
): View | undefined {
  const all = [...world.views.values()].filter(({ teamId }) => teamId === team.id)
  return all.find(
    ({ id, content }) =>
      id === view_id || (external_id !== undefined && content.external_id === external_id),
  )
}

/** A trigger is good for three seconds and for one view. */
function spend({ world, team }: Caller, id: string): Trigger {
  const trigger = world.triggers.get(id)
  if (!trigger || trigger.teamId !== team.id) throw new SlackError('invalid_trigger_id')
  if (trigger.used) throw new SlackError('exchanged_trigger_id')
  if (world.now() - trigger.at > 3000) throw new SlackError('expired_trigger_id')
  trigger.used = true
  return trigger
}
