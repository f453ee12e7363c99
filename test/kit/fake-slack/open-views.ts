import type { Team, View, ViewContent, World } from './world.ts'

/** Opens a modal before somebody: alone, or on top of the one that is there. */
export function openView(
  world: World,
  team: Team,
  userId: string,
  content: ViewContent,
  how: 'alone' | 'on top',
): View {
  const stack = how === 'alone' ? [] : (team.stacks.get(userId) ?? [])
  const below = stack.at(-1)
  const id = world.id('V')
  const view: View = {
    id,
    teamId: team.id,
    userId,
    rootId: below?.rootId ?? id,
    previousId: below?.id,
    hash: world.hash(),
    content,
    typed: new Map(),
    errors: {},
    open: true,
  }
  if (how === 'alone') for (const old of team.stacks.get(userId) ?? []) old.open = false
  world.views.set(id, view)
  team.stacks.set(userId, [...stack, view])
  return view
}

/** Puts other content in a view. What was typed stays where the block and the action are still there, as Slack does. */
export function updateView(world: World, view: View, content: ViewContent): void {
  view.content = content
  view.hash = world.hash()
  view.errors = {}
  const kept = new Set(
    content.blocks.flatMap((block) =>
      [block.element, block.accessory, ...(block.elements ?? [])].map(
        (element) => `${block.block_id}/${element?.action_id}/${element?.type}`,
      ),
    ),
  )
  for (const key of view.typed.keys()) if (!kept.has(key)) view.typed.delete(key)
}

/** Closes the topmost modal, or all of them. */
export function closeViews(team: Team, userId: string, which: 'top' | 'all'): void {
  const stack = team.stacks.get(userId) ?? []
  const closed = which === 'all' ? stack : stack.slice(-1)
  for (const view of closed) view.open = false
  team.stacks.set(userId, which === 'all' ? [] : stack.slice(0, -1))
}

/** Shows somebody's App Home. */
export function showHome(world: World, team: Team, userId: string, content: ViewContent): View {
  const before = team.homes.get(userId)
  if (before) {
    updateView(world, before, content)
    return before
  }
  const id = world.id('V')
  const view: View = {
    id,
    teamId: team.id,
    userId,
    rootId: id,
    previousId: undefined,
    hash: world.hash(),
    content,
    typed: new Map(),
    errors: {},
    open: true,
  }
  world.views.set(id, view)
  team.homes.set(userId, view)
  return view
}
