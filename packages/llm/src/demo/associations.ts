/** Words that hint at labels people often sort texts into. */
export const ASSOCIATIONS: Readonly<Record<string, readonly string[]>> = {
  environment: list(
    'climate carbon emissions solar wind forest ocean warming pollution species ice',
  ),
  technology: list(
    'software computer chip phone data digital internet robot device app ai battery',
  ),
  health: list(
    'patients doctor disease medical hospital diet vaccine sleep exercise treatment drug',
  ),
  finance: list('market stock bank investors interest rates money shares inflation fund trading'),
  sports: list('team match championship player league season goal coach victory tournament final'),
  politics: list('government election vote minister parliament law policy senate president'),
  science: list('research study theory experiment physics biology scientists discovery cell'),
  education: list('school students teacher university learning course exam class'),
  business: list('company customers sales startup revenue product manager merger'),
  positive: list('great good excellent love happy wonderful best helpful fast pleased recommend'),
  negative: list('bad poor terrible hate broken slow worst disappointed refund awful problem'),
  neutral: list('average okay normal ordinary standard usual'),
  easy: list('simple basic beginner short'),
  hard: list('complex difficult advanced expert proof'),
  yes: list('true correct supported agree'),
  no: list('false wrong unsupported disagree'),
};

function list(words: string): readonly string[] {
  return words.split(' ');
}
