import type {
  BadgeFormat,
  CheckName,
  CheckResult,
  Facts,
  ReasonCode,
} from '#src/credentials/badge-check.ts'

export interface CheckTexts {
  readonly names: Readonly<Record<CheckName, string>>
  readonly results: Readonly<Record<CheckResult, string>>
  /** Headings of what came out alike. */
  readonly groups: Readonly<Record<CheckResult | 'missing', string>>
  /** Which versions of the badge something is about. */
  readonly versions: (formats: readonly BadgeFormat[]) => string
  readonly reasons: Readonly<Record<ReasonCode, (facts: Facts) => string>>
}

/** What `/verify` tells people, check by check. Facts may be missing; no sentence depends on them to stand. */
export const checks: CheckTexts = {
  names: {
    readable: 'Lecture du badge',
    context: 'Vocabulaire du badge',
    type: 'Nature du document',
    shape: 'Forme du badge',
    'inline-schema': 'Autres règles que le badge annonce',
    subject: 'Qui a réussi quoi',
    evidence: 'Preuves',
    'issuer-profile': 'Présentation de l’organisme',
    'issuer-page': 'Page web de l’organisme',
    'badge-class': 'Ce que le badge représente',
    image: 'Image du badge',
    criteria: 'Critères',
    'unsigned-terms': 'Tout est couvert par la signature',
    token: 'Enveloppe signée',
    signature: 'Signature',
    'issuer-key': 'Qui a signé',
    dates: 'Dates',
    refresh: 'Version plus récente',
    status: 'Toujours en vigueur',
    endorsements: 'Soutiens signés',
    'same-as-published': 'Identique à l’original',
    hosted: 'Identique à l’original en ligne',
    'same-award': 'Un seul et même badge dans l’image',
    recipient: 'À qui il a été remis',
  },
  results: {
    passed: 'C’est bon',
    failed: 'Il y a un problème',
    'not-applicable': 'Sans objet',
    'not-checked': 'Nous ne pouvons pas le savoir',
  },
  groups: {
    passed: 'Ce qui est bon',
    failed: 'Ce qui ne va pas',
    missing: 'Ce qui nous manque pour conclure',
    'not-checked': 'Ce que nous n’avons pas pu regarder',
    'not-applicable': 'Sans objet pour ce badge',
  },
  versions: (formats) => `Open Badges ${formats.map((one) => versionNumbers[one]).join(' et ')}`,
  reasons: {
    'earlier-check-failed': () =>
      'Nous n’avons pas pu regarder ce point, à cause du problème indiqué plus haut.',

    'nothing-to-check': () => 'Le badge ne contient rien de tel, et ce n’est pas obligatoire.',
    'no-network': ({ url }) =>
      `Il faudrait aller voir sur un autre site${named(url)}, et cela ne nous a pas été demandé.`,
    'address-refused': ({ url }) =>
      `Il faudrait aller voir à une adresse où nous n’allons pas, par sécurité${named(url)}.`,
    unreachable: ({ url }) => `Le site où cela se trouve ne répond pas${named(url)}.`,
    'too-slow': ({ url }) =>
      `Le site où cela se trouve a mis trop de temps à répondre${named(url)}.`,
    'too-large': ({ url }) => `Ce que répond l’autre site est trop volumineux${named(url)}.`,
    'other-answer': ({ url }) => `L’autre site n’a plus ce que nous cherchions${named(url)}.`,
    'other-type': ({ url }) =>
      `L’autre site répond autre chose que ce que nous cherchions${named(url)}.`,
    'too-many-fetches': () =>
      'Le badge renvoie à tant d’autres pages que nous avons cessé d’aller les voir.',
    'document-unreadable': ({ url }) =>
      `Ce que répond l’autre site n’est pas un document que nous savons lire${named(url)}.`,
    'not-here': ({ url }) =>
      `Le badge dit que cela se trouve ici${named(url)}, mais nous n’avons pas ce document.`,
    gone: ({ url }) => `L’autre site dit que cela a été retiré${named(url)}.`,

    read: () => 'Le badge a été lu sans difficulté.',
    'not-a-badge': () =>
      'Ce fichier n’est pas un badge que nous savons lire. Choisissez l’image PNG reçue avec le badge, ou son fichier JSON.',
    'picture-broken': () =>
      'L’image est abîmée : une partie manque ou a changé. Reprenez l’original, par exemple dans le courriel reçu.',
    'picture-altered': () =>
      'L’image a changé depuis sa création : une de ses parties ne correspond plus à sa somme de contrôle. Reprenez l’original, par exemple dans le courriel reçu.',
    'picture-cut': () =>
      'L’image est incomplète : il manque la fin. Téléchargez-la à nouveau, ou reprenez l’original.',
    'picture-continued': () =>
      'Quelque chose a été ajouté après la fin de l’image. Reprenez le fichier d’origine.',
    'image-too-large': () => 'L’image a trop de pixels pour un badge. Nous ne l’avons pas ouverte.',
    'svg-broken': () =>
      'Le dessin SVG est abîmé : ce n’est pas du XML bien formé. Reprenez le fichier d’origine.',
    'svg-doctype': () =>
      'Le dessin SVG commence par un type de document (DOCTYPE), qui peut cacher des choses. Par sécurité, nous ne le lisons pas.',
    'svg-entity': () =>
      'Le dessin SVG définit ses propres mots (ENTITY), ce qui peut cacher des choses. Par sécurité, nous ne le lisons pas.',
    'svg-instruction': () =>
      'Le dessin SVG donne des instructions au programme qui l’ouvre. Par sécurité, nous ne le lisons pas.',
    'svg-script': () => 'Le dessin SVG contient un programme. Par sécurité, nous ne le lisons pas.',
    'svg-event': () =>
      'Le dessin SVG veut agir quand on l’affiche ou qu’on clique dessus. Par sécurité, nous ne le lisons pas.',
    'svg-foreign-object': () =>
      'Le dessin SVG contient un morceau de page web. Par sécurité, nous ne le lisons pas.',
    'svg-outside-link': () =>
      'Le dessin SVG va chercher quelque chose ailleurs, ou y renvoie. Par sécurité, nous ne le lisons pas.',
    'svg-too-complex': () => 'Ce dessin SVG est trop compliqué pour être un badge.',
    'svg-bad-credential': () =>
      'Le badge dans le dessin SVG est mêlé à d’autres éléments : on ne peut pas savoir où il commence et finit.',
    'picture-without-badge': () =>
      'C’est une image ordinaire : elle ne contient pas de badge. Une capture d’écran ou une copie par messagerie perd le badge ; reprenez le fichier d’origine.',
    'duplicate-credential': () =>
      'L’image contient deux fois le même type de badge. On ne peut pas savoir lequel est le bon, nous la refusons donc.',
    'text-too-long': () => 'Ce fichier est trop volumineux pour être un badge.',
    'text-not-utf8': () => 'Le texte du fichier est abîmé : certains caractères sont illisibles.',
    'text-not-json': () =>
      'Le texte du fichier est incomplet ou n’est pas un badge. Reprenez le fichier d’origine.',
    'text-too-deep': () => 'Ce fichier est trop compliqué pour être un badge.',
    'text-forbidden-key': () => 'Ce fichier contient un mot interdit dans un badge.',
    'text-only-a-link': () =>
      'Ce badge ne contient qu’un lien. Ouvrez ce lien pour voir le badge ; il ne nous a pas été demandé d’aller le chercher.',
    'text-token': () =>
      'Cela ressemble à un badge dans une enveloppe signée, mais elle ne contient pas de badge. Reprenez le fichier d’origine.',
    'text-token-spaced': () =>
      'Le texte signé de ce badge est entouré d’espaces ou de retours à la ligne : copiez-le à nouveau, sans eux.',
    'format-unknown': () => 'Ce fichier n’est ni un Open Badge 3.0 ni un Open Badge 2.0.',

    'contexts-known': () => 'Les mots du badge ont leur sens officiel.',
    'context-order': () =>
      'Les références au standard Open Badges 3.0 manquent ou sont dans le désordre. Le sens des mots n’est pas sûr.',
    'context-unknown': ({ url }) =>
      `Le badge s’appuie sur un vocabulaire que nous ne connaissons pas${named(url)}. Le sens des mots n’est pas sûr.`,
    'context-inside': () =>
      'Le badge redéfinit des mots à l’intérieur de lui-même. Leur sens n’est pas sûr.',

    'context-older': () =>
      'Le badge suit une version plus ancienne du standard, que nous ne vérifions pas. Demandez-en une récente à son émetteur.',
    'context-not-bundled': ({ url }) =>
      `Le badge s’appuie sur un vocabulaire connu, mais que nous n’avons pas avec nous${named(url)} : nous ne pouvons pas vérifier sa signature.`,
    'type-holds': () => 'Le document se présente bien comme un Open Badge.',
    'type-wrong': () => 'Le document ne se présente pas comme un Open Badge.',
    'shape-holds': () => 'Le badge respecte le standard.',
    'shape-broken': ({ where }) =>
      `Le badge ne respecte pas le standard${where === undefined ? '' : ` à cet endroit : ${where}`}.`,

    'schema-official': () =>
      'Le badge annonce les règles officielles, que nous avons regardées plus haut.',
    'schema-foreign': ({ url }) =>
      `Le badge annonce aussi les règles de quelqu’un d’autre${named(url)}. Nous n’appliquons pas les règles d’inconnus.`,
    'subject-holds': () => 'Le badge dit qui l’a obtenu, et pour quoi.',
    'subject-broken': ({ where }) =>
      `Le badge ne dit pas correctement qui l’a obtenu, ou pour quoi${at(where)}.`,
    'evidence-holds': () => 'Les preuves sont écrites comme le standard le demande.',
    'evidence-broken': ({ where }) =>
      `Les preuves ne sont pas écrites comme le standard le demande${at(where)}.`,
    'profile-holds': () => 'L’organisme se présente comme le standard le demande.',
    'profile-broken': ({ where }) =>
      `L’organisme ne se présente pas comme le standard le demande${at(where)}.`,
    'issuer-unresolvable': ({ issuer }) =>
      `Ce qui désigne l’organisme n’est pas une adresse${named(issuer)} : personne ne peut aller voir.`,
    'page-answers': () => 'La page de l’organisme répond.',
    'page-ours': () => 'La page de l’organisme est une des nôtres.',
    'badge-class-holds': () => 'La description du badge est complète.',
    'badge-class-broken': ({ where }) =>
      `La description du badge ne respecte pas le standard${at(where)}.`,
    'badge-class-different': () =>
      'La description contenue dans le badge n’est pas celle qui est publiée à son adresse.',
    'image-answers': () => 'L’image du badge est bien à sa place.',
    'image-ours': () => 'L’image de ce badge est dessinée et servie par nous-mêmes.',
    'image-broken': () => 'L’image du badge manque, ou n’est ni un PNG ni un SVG.',
    'criteria-hold': () => 'Le badge dit ce qu’il fallait montrer pour l’obtenir.',
    'criteria-broken': ({ where }) =>
      `Le badge ne dit pas correctement ce qu’il fallait montrer pour l’obtenir${at(where)}.`,

    'all-signed': () => 'Rien n’a pu être ajouté à côté de la signature.',
    'unsigned-term': ({ term }) =>
      `Une partie du badge n’est pas couverte par la signature${named(term)} : n’importe qui a pu l’ajouter.`,
    'token-covers-all': () => 'La signature couvre tout le texte.',
    'token-holds': () => 'L’enveloppe signée dit la même chose que le badge qu’elle contient.',
    'token-unreadable': () => 'L’enveloppe signée est abîmée. Reprenez le fichier d’origine.',
    'token-header': ({ where }) =>
      `L’enveloppe signée n’est pas libellée comme le standard le demande${at(where)}.`,
    'token-algorithm': () =>
      'L’enveloppe annonce une manière de signer qui n’est pas sûre, ou qui ne va pas avec la clé.',
    'token-claims': ({ where }) =>
      `L’enveloppe signée et le badge qu’elle contient ne disent pas la même chose${at(where)}.`,
    'signature-holds': () => 'Rien n’a été modifié depuis la signature.',
    'signature-broken': () =>
      'Le contenu ne correspond pas à la signature : quelque chose a été modifié, ne serait-ce qu’une lettre. Reprenez le fichier d’origine.',
    'no-proof': () => 'Le badge n’est pas signé : n’importe qui a pu l’écrire.',
    'proof-unknown': () => 'Le badge est signé d’une manière que nous ne savons pas vérifier.',
    'proof-unsupported': ({ kind }) =>
      `Le badge est signé d’une manière que nous ne vérifions pas${named(kind)}. Il n’est pas faux pour autant : demandez à son émetteur.`,
    'key-unreachable': () =>
      'La clé se trouve sur un autre site et nous n’avons pas pu l’avoir : la signature n’a pas été vérifiée.',
    'key-unreadable': () => 'La clé de la signature n’est pas dans le badge.',

    'key-listed': () => 'La clé appartient bien à l’organisme qui a remis le badge.',
    'key-same-site': () => 'La clé est publiée sur le site de l’organisme lui-même.',
    'key-unvouched': () =>
      'Le badge apporte sa propre clé. Il est bien signé, mais nous n’avons pas pu savoir si cette clé est celle de l’organisme.',
    'issuer-without-keys': () =>
      'L’organisme ne publie aucune clé que nous puissions trouver. Nous ne pouvons pas dire qui a signé.',
    'key-not-listed': () =>
      'La clé qui a signé n’est pas une de celles auxquelles l’organisme fait confiance aujourd’hui : quelqu’un d’autre a signé en son nom, ou c’est une ancienne copie. Reprenez le badge sur sa page.',
    'key-of-another': () =>
      'La clé n’est pas celle de l’organisme nommé : quelqu’un d’autre a signé à sa place.',
    'practice-key': () =>
      'Badge d’entraînement : il est bien signé, mais personne ne garantit qui a signé.',
    'issuer-elsewhere': () =>
      'L’organisme n’utilise pas ce service. Nous ne pouvons pas garantir que la clé est la sienne : vérifiez auprès de lui.',

    'dates-hold': ({ date, until }) =>
      `Le badge est valable${date === undefined ? '' : ` depuis le ${day(date)}`}${until === undefined ? '' : `, jusqu’au ${day(until)}`}.`,
    'not-yet-valid': ({ date }) =>
      `Le badge n’est pas encore valable${date === undefined ? '' : ` : il le sera le ${day(date)}`}.`,
    expired: ({ date }) =>
      `Le badge n’est plus valable${date === undefined ? '' : ` depuis le ${day(date)}`}. Il a pu être tout à fait mérité.`,
    'dates-out-of-order': () => 'La date de fin du badge est avant sa date de début.',

    'refresh-same': () => 'C’est bien cette version que l’organisme propose.',
    'refresh-newer': ({ url }) =>
      `L’organisme propose une autre version de ce badge${named(url)}. Demandez la plus récente.`,

    stands: () => 'Le badge n’a pas été retiré.',
    revoked: ({ reason }) =>
      `L’organisme a retiré ce badge${reason === undefined ? '' : `, pour cette raison : « ${reason} »`}.`,
    declined: () => 'La personne à qui ce badge était destiné ne l’a pas accepté.',
    suspended: () => 'L’organisme a suspendu ce badge pour le moment.',
    'status-none': () => 'L’organisme a fait ce badge sans prévoir de pouvoir le retirer.',
    'status-unsupported': ({ kind }) =>
      `L’organisme indique d’une manière que nous ne connaissons pas si le badge est toujours en vigueur${named(kind)}.`,
    'status-broken': ({ where }) =>
      `Le badge ne dit pas correctement où regarder s’il est toujours en vigueur${at(where)}.`,
    'list-broken': ({ where }) =>
      `La liste qui dit quels badges ont été retirés est abîmée${at(where)}.`,
    'list-unsigned': () => 'La liste qui dit quels badges ont été retirés n’est pas signée.',
    'list-altered': () =>
      'La liste qui dit quels badges ont été retirés a été modifiée après sa signature.',
    'list-of-another': () =>
      'La liste qui dit quels badges ont été retirés n’est pas signée par l’organisme.',
    'list-purpose': () => 'La liste que le badge indique est faite pour autre chose.',
    'list-too-short': () => 'La liste qui dit quels badges ont été retirés est trop courte.',
    'list-out-of-date': () => 'La liste qui dit quels badges ont été retirés n’est plus à jour.',

    'endorsements-hold': () => 'Les soutiens joints au badge sont bien signés.',
    'endorsements-ours': () => 'Les soutiens joints au badge sont ceux que nous avons publiés.',
    'endorsements-unvouched': () =>
      'Des soutiens sont joints au badge, mais nous n’avons pas pu savoir pour tous qui les a donnés.',
    'endorsements-too-many': () =>
      'Tant de soutiens sont joints au badge que nous ne les avons pas tous regardés.',
    'endorsement-broken': ({ where }) =>
      `Un soutien joint au badge n’est pas écrit comme le standard le demande${at(where)}.`,
    'endorsement-altered': ({ where }) =>
      `Un soutien joint au badge n’est pas correctement signé${at(where)}.`,
    'endorsement-about-another': ({ where }) =>
      `Un soutien joint au badge a été donné à autre chose${at(where)}.`,
    'endorsement-out-of-date': ({ where }) =>
      `Un soutien joint au badge n’est plus valable, ou pas encore${at(where)}.`,
    'endorsement-withdrawn': ({ where }) => `Un soutien joint au badge a été retiré${at(where)}.`,

    'published-same': () => 'C’est exactement le badge que nous avons publié.',
    'published-different': () =>
      'Ce n’est pas le badge que nous publions à cette adresse : le fichier a été modifié, ou nous avons signé le badge à nouveau. Reprenez-le sur sa page.',
    'never-issued': () => 'Ce badge dit venir d’ici, mais nous ne l’avons jamais remis.',
    'published-elsewhere': () =>
      'Ce badge est publié ailleurs ; nous n’avons pas été voir. Demandez à son émetteur.',
    'signature-suffices': () =>
      'Un badge signé n’a pas besoin d’être publié : sa signature suffit.',
    'hosted-same': () => 'C’est exactement ce que l’organisme publie à l’adresse du badge.',
    'hosted-different': () =>
      'Ce n’est pas ce que l’organisme publie à l’adresse du badge : il a été modifié ou remplacé.',
    'hosted-withdrawn': () => 'Il n’y a plus rien à comparer : l’organisme a retiré le badge.',
    'hosted-out-of-scope': () =>
      'Le badge se trouve sur un site qui n’appartient pas à l’organisme qu’il nomme.',
    'one-award': () => 'Les deux versions contenues dans l’image disent la même chose.',
    'two-awards': () =>
      'L’image contient deux badges différents. Chacun est peut-être vrai, mais ils ne vont pas ensemble.',

    'recipient-matches': () => 'Le badge a bien été remis à cette adresse.',
    'recipient-differs': () =>
      'Le badge n’a pas été remis à cette adresse. La personne en a peut-être une autre.',
    'recipient-not-asked': () =>
      'Vous n’avez pas donné d’adresse de courriel : nous n’avons donc rien comparé.',
    'recipient-group': () => 'Ce badge a été remis à un groupe, pas à une adresse de courriel.',
    'recipient-without-email': () =>
      'Ce badge n’est lié à aucune adresse de courriel : nous ne pouvons pas comparer.',
  },
}

const versionNumbers: Readonly<Record<BadgeFormat, string>> = { ob3: '3.0', ob2: '2.0' }

function named(text: string | undefined): string {
  return text === undefined || text === '?' ? '' : ` (« ${text} »)`
}

function at(where: string | undefined): string {
  return where === undefined ? '' : ` (à cet endroit : ${where})`
}

function day(date: string): string {
  return new Date(date).toLocaleDateString('fr', { dateStyle: 'long', timeZone: 'UTC' })
}
