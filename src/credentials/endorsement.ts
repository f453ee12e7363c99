import type { Address, IssuerFacts } from './award-facts.ts'
import { present, type JsonObject } from './json.ts'
import { normaliseTexts } from './normalise-text.ts'
import { OB2_CONTEXT } from './ob2.ts'
import { badgeContexts, issuerProfile, type UnsignedCredential } from './ob3.ts'
import { urls } from './urls.ts'
import { wholeSeconds } from './whole-seconds.ts'

/** A peer's support of an award, as the organisation attests it: peers have no keys. */
export interface EndorsementFacts {
  readonly id: string
  readonly awardId: string
  /** What wallets list it by. */
  readonly name: string
  readonly comment: string
  /** In milliseconds. */
  readonly issuedAt: number
  readonly issuer: IssuerFacts
}

/** Writes an EndorsementCredential about an award's credential. @see https://www.imsglobal.org/spec/ob/v3p0/#endorsementcredential */
export function writeEndorsement(facts: EndorsementFacts, address: Address): UnsignedCredential {
  const at = urls(address.baseUrl)
  return normaliseTexts({
    '@context': badgeContexts,
    id: at.endorsement(facts.id).credential,
    type: ['VerifiableCredential', 'EndorsementCredential'],
    name: facts.name,
    issuer: issuerProfile(facts.issuer, address),
    validFrom: wholeSeconds(facts.issuedAt),
    credentialSubject: present({
      id: at.award(facts.awardId).credential,
      type: ['EndorsementSubject'],
      endorsementComment: facts.comment,
    }),
  })
}

/** Writes the hosted OB 2.0 Endorsement of an award's assertion. @see https://www.imsglobal.org/spec/ob/v2p0/#Endorsement */
export function writeOb2Endorsement(
  facts: Omit<EndorsementFacts, 'name'>,
  { baseUrl }: Pick<Address, 'baseUrl'>,
): JsonObject {
  const at = urls(baseUrl)
  return normaliseTexts({
    '@context': OB2_CONTEXT,
    id: at.endorsement(facts.id).ob2,
    type: 'Endorsement',
    claim: present({ id: at.award(facts.awardId).ob2, endorsementComment: facts.comment }),
    issuer: at.issuer(facts.issuer.id).ob2,
    issuedOn: wholeSeconds(facts.issuedAt),
    verification: { type: 'hosted' },
  })
}
