import { z } from 'zod'
import type { JsonObject } from './json.ts'
import { emptyPath, isInstant, isIri, problemPaths } from './shape.ts'

/**
 * Where an OB 3.0 credential breaks the rules of the standard, or nothing when it holds. Covers what 1EdTech's strict schema
 * refuses in the parts a badge is made of, and what that schema lets pass and validators do not.
 */
export function ob3ShapeProblem(document: JsonObject): string | undefined {
  return ob3ShapeProblems(document)[0]
}

/** All places where an OB 3.0 credential breaks the rules of the standard. */
export function ob3ShapeProblems(document: JsonObject): readonly string[] {
  const empty = emptyPath(document)
  const problems = problemPaths(credential, document)
  return empty === undefined ? problems : [empty, ...problems]
}

const iri = z.string().refine(isIri)
const instant = z.string().refine(isInstant)
const text = z.string().optional()
const typed = (wanted: string) => z.array(z.string()).refine((types) => types.includes(wanted))

// OB 3.0 §b.6: both lists may be extended by names that begin with `ext:`.
const identityType = oneOfOrExtension(
  'name sourcedId systemId productId userName accountId emailAddress nationalIdentityNumber isbn issn lisSourcedId',
  'oneRosterSourcedId sisSourcedId ltiContextId ltiDeploymentId ltiToolId ltiPlatformId ltiUserId identifier',
)
const achievementType = oneOfOrExtension(
  'Achievement ApprenticeshipCertificate Assessment Assignment AssociateDegree Award Badge BachelorDegree Certificate',
  'CertificateOfCompletion Certification CommunityService Competency Course CoCurricular Degree Diploma DoctoralDegree',
  'Fieldwork GeneralEducationDevelopment JourneymanCertificate LearningProgram License Membership ProfessionalDoctorate',
  'QualityAssuranceCredential MasterCertificate MasterDegree MicroCredential ResearchDoctorate SecondarySchoolDiploma',
)

function oneOfOrExtension(...names: readonly string[]) {
  const known = new Set(names.flatMap((line) => line.split(' ')))
  return z.string().refine((name) => known.has(name) || /^ext:[\w.|-]+$/.test(name))
}

const image = z.strictObject({ id: iri, type: z.literal('Image'), caption: text }).optional()

const profile = z.looseObject({
  id: iri,
  type: typed('Profile'),
  name: text,
  url: iri.optional(),
  email: text,
  description: text,
  image,
  otherIdentifier: z.array(z.looseObject({ type: z.literal('IdentifierEntry') })).optional(),
  parentOrg: z.looseObject({ id: iri, type: typed('Profile') }).optional(),
})

const identity = z
  .strictObject({
    type: z.literal('IdentityObject'),
    hashed: z.boolean(),
    identityHash: z.string().min(1),
    identityType,
    salt: text,
  })
  .refine(({ hashed, identityHash }) => {
    return !hashed || /^(md5\$[0-9a-f]{32}|sha256\$[0-9a-f]{64})$/i.test(identityHash)
  })

const achievement = z.looseObject({
  id: iri,
  type: typed('Achievement'),
  achievementType: achievementType.optional(),
  name: z.string().min(1),
  description: z.string(),
  criteria: z
    .looseObject({ id: iri.optional(), narrative: text })
    .refine(({ id, narrative }) => id !== undefined || narrative !== undefined),
  image,
  tag: z.array(z.string()).optional(),
  alignment: z
    .array(z.looseObject({ type: typed('Alignment'), targetName: z.string(), targetUrl: iri }))
    .optional(),
  creator: profile.optional(),
  resultDescription: z.array(z.looseObject({ type: typed('ResultDescription') })).optional(),
  inLanguage: text,
  version: text,
})

const subject = z
  .looseObject({
    id: iri.optional(),
    type: typed('AchievementSubject'),
    identifier: z.array(identity).optional(),
    achievement,
    image,
    role: text,
    narrative: text,
    source: profile.optional(),
    result: z.array(z.looseObject({ type: typed('Result') })).optional(),
  })
  .refine(({ id, identifier }) => id !== undefined || identifier !== undefined)

const credential = z.looseObject({
  '@context': z.array(z.string()),
  id: iri,
  type: typed('VerifiableCredential').refine((types) => {
    return types.includes('OpenBadgeCredential') || types.includes('AchievementCredential')
  }),
  name: text,
  description: text,
  // A badge that does not name its issuer cannot be explained to anybody, although the schema lets it pass.
  issuer: profile.extend({ name: z.string().min(1) }),
  validFrom: instant,
  validUntil: instant.optional(),
  awardedDate: instant.optional(),
  image,
  credentialSubject: subject,
  evidence: z.array(z.looseObject({ id: iri.optional(), type: typed('Evidence') })).optional(),
  credentialSchema: z.array(z.looseObject({ id: iri, type: z.string() })).optional(),
  credentialStatus: z.looseObject({ id: iri, type: z.string(), statusListIndex: text }).optional(),
  endorsement: z.array(z.looseObject({ type: typed('EndorsementCredential') })).optional(),
  proof: z.array(z.looseObject({ type: z.string() })).optional(),
})
