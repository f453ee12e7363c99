import { cleanName } from '#src/app/clean-text.ts'
import type { Group } from '#src/app/find-actor.ts'
import { platformOf } from './actor.ts'
import { asRef, type Chat } from './chat.ts'
import { ChatFailure, type Ref, type Source } from './contract.ts'

/** The lists of people that platforms keep beside their channels, and whether groups are chosen from them. */
export interface PeopleLists {
  readonly sources: (channel: Ref) => Promise<readonly Source[]>
  /** Whoever proposes in that channel says from which list its group comes. */
  readonly groupsBySource: (channel: Ref) => boolean
}

/** The lists that the platforms keep. A group whose platform is switched off is there all the same, and has none. */
export function peopleListsOf({ adapters }: Pick<Chat, 'adapters'>): PeopleLists {
  const at = (channel: Ref) => adapters.get(platformOf(channel))
  return {
    sources: async (channel) => (await at(channel)?.sources?.(channel)) ?? [],
    groupsBySource: (channel) => at(channel)?.groupsBySource === true,
  }
}

/** The lists beside a group's channel; none where the platform does not answer, for the rest can be asked all the same. */
export async function listsBeside(
  { sources }: Pick<PeopleLists, 'sources'>,
  { channel }: Pick<Group, 'channel'>,
): Promise<readonly Source[]> {
  try {
    const found = await sources(asRef(channel))
    return found.map(({ ref, name }) => ({ ref, name: cleanName(name, ref) }))
  } catch (error) {
    if (error instanceof ChatFailure) return []
    throw error
  }
}
