import { bakedPicture, documentsOf } from './award-documents.ts'
import type { AwardTokens } from './award-tokens.ts'
import { bakedVector } from './award-vector.ts'
import type { App } from './app.ts'
import type { AwardView } from './view-award.ts'

/**
 * An award in the form that an ending of its address names, as whoever asks the network for it gets it while it stands; without
 * an ending, the credential. Undefined while it is being made.
 */
export async function awardInForm(
  { app, tokens }: { readonly app: App; readonly tokens: AwardTokens },
  { award, achievement }: Pick<AwardView, 'award' | 'achievement'>,
  ending: string,
): Promise<Uint8Array | undefined> {
  switch (ending) {
    case 'ob2.json':
      return asBytes(documentsOf(award)?.assertion)
    case 'jwt':
      return asBytes(await tokens.credential(award))
    case 'ob2.jwt':
      return asBytes(await tokens.assertion(award))
    case 'png':
      return bakedPicture(app, award)
    case 'svg':
      return bakedVector(app, award, achievement)
    default:
      return asBytes(documentsOf(award)?.credential)
  }
}

function asBytes(text: string | undefined): Uint8Array | undefined {
  return text === undefined ? undefined : Buffer.from(text)
}
