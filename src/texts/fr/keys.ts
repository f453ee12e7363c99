import { pluralIn } from '../plural.ts'

const plural = pluralIn('fr')

/** What `npm run keys` prints, and what follows from it. */
export const keys = {
  usage: [
    'Écrivez une de ces commandes :',
    '  npm run keys -- list                               les clés de signature et leur état',
    '  npm run keys -- rotate credential|token [ORGANISME] changer de clé ; l’ancienne continue de faire foi',
    '  npm run keys -- compromise CLÉ [--since DATE]      une clé a pu être volée, à partir de cette date (ou de maintenant)',
    '  npm run keys -- rewrap                             changer de clé maîtresse, le service étant arrêté',
    'DATE s’écrit 2026-11-26T14:00Z. ORGANISME et CLÉ se lisent dans la liste.',
  ].join('\n'),
  columns: ['Usage', 'État', 'Créée', 'Remplacée', 'Volée', 'Badges', 'Clé'],
  purpose: { credential: 'credential', token: 'token' },
  state: { active: 'en service', retired: 'ancienne', compromised: 'à ne plus croire' },
  purposes:
    'credential signe les badges (Ed25519) ; token signe leurs formes JWT et JWS à la demande (RSA), et n’est créée qu’au premier besoin.',
  none: 'Il n’y a pas encore de clé : le premier démarrage en crée une.',
  unfinished: (kid: string) =>
    `Des badges portent encore la signature de ${kid} : relancez npm run keys -- compromise ${kid}, qui reprend où il s’est arrêté.`,
  rotated: ({ next, retired }: Rotated) =>
    [
      `Nouvelle clé en service : ${next}`,
      ...(retired === undefined
        ? ['Il n’y en avait pas encore pour cet usage.']
        : [
            `L’ancienne reste publiée, et ce qu’elle a signé continue de faire foi : ${retired}`,
            'Un service en marche signe avec la nouvelle d’ici une demi-minute.',
          ]),
    ].join('\n'),
  practiceName:
    'Sans adresse publique, la clé est le nom de l’organisme : les prochains badges d’entraînement portent un autre nom que les précédents.',
  compromised: ({ kid, since, next, revoked, signedAgain }: Compromised) =>
    [
      `${kid} n’est plus publiée ; ce qu’elle signe ne fait plus foi (date retenue : ${since}).`,
      ...(next === undefined ? [] : [`Nouvelle clé en service : ${next}`]),
      `Badges signés depuis cette date, donc révoqués : ${revoked}. Le service prévient les personnes.`,
      `Badges d’avant, signés de nouveau avec la clé en service : ${signedAgain}. Leurs pages donnent la nouvelle version ; une copie téléchargée avant ne se vérifie plus et se remplace depuis la page.`,
    ].join('\n'),
  compromisedToken: ({ kid, next }: Pick<Compromised, 'kid' | 'next'>) =>
    [
      `${kid} n’est plus publiée : les jetons JWT et JWS qu’elle a signés ne se vérifient plus. Les badges eux-mêmes n’en dépendent pas ; leurs pages donnent de nouveaux jetons.`,
      ...(next === undefined ? [] : [`Nouvelle clé en service : ${next}`]),
    ].join('\n'),
  rewrapped: ({ count, file, old }: Rewrapped) =>
    [
      `${plural(count, { one: '# clé scellée', other: '# clés scellées' })} de nouveau. La nouvelle clé maîtresse est dans ${file}.`,
      `L’ancienne est gardée dans ${old} : elle ouvre encore les sauvegardes faites jusqu’ici. Rangez-la avec elles, puis effacez ce fichier.`,
      'Gardez une copie de la nouvelle ailleurs, et mettez-la sur chaque nœud avant de redémarrer.',
      'Les liens faits avec l’ancienne ne marchent plus : le lien de la personne qui forme (le service affiche le nouveau au démarrage) et le lien personnel reçu avec chaque badge. Les pages des badges restent aux mêmes adresses.',
    ].join('\n'),
  revokedReason:
    'La clé qui a signé ce badge a pu être volée. L’organisme peut le décerner de nouveau.',
  inUse:
    'Le service tourne sur cette base : arrêtez-le partout d’abord. Il signerait avec l’ancienne clé maîtresse.',
  oldThere: (old: string) =>
    `MASTER_KEY_FILE : ${old} est là depuis un changement précédent : rangez ce fichier ailleurs d’abord.`,
  notWritable: (file: string) =>
    `MASTER_KEY_FILE : rien ne peut être écrit à côté de ${file} : rien n’a été changé. Faites-le sur une copie du fichier dans un dossier à vous.`,
  notReplaced: ({ file, fresh }: { file: string; fresh: string }) =>
    `MASTER_KEY_FILE : les clés sont scellées avec ${fresh}, qui n’a pas pu prendre la place de ${file} : mettez-le à sa place avant de démarrer.`,
  doesNotOpen: (file: string) =>
    `MASTER_KEY_FILE : ${file} n’ouvre pas toutes les clés de cette base : rien n’a été changé. Remettez la bonne clé.`,
  noMasterKey: (file: string) => `MASTER_KEY_FILE : ${file} n’existe pas : remettez-en la copie.`,
  unknownKey: (kid: string) => `Aucune clé ne porte ce nom : ${kid}. Voyez npm run keys -- list.`,
  dateToCome: 'Cette date est à venir.',
  unknownIssuer: (id: string) =>
    `Aucun organisme ne porte cet identifiant : ${id}. Voyez npm run keys -- list.`,
  whichIssuer: 'Il y a plusieurs organismes : ajoutez l’identifiant de l’un d’eux.',
}

interface Rotated {
  readonly next: string
  readonly retired: string | undefined
}

interface Compromised {
  readonly kid: string
  readonly since: string
  readonly next: string | undefined
  readonly revoked: number
  readonly signedAgain: number
}

interface Rewrapped {
  readonly count: number
  readonly file: string
  readonly old: string
}
