const MOST_SERIES = 2_000;

export const name = 'leaks';
export const shows =
  'what the replicas have logged and counted in all drills before: no token, secret, user or path in it, each line one JSON';

export async function run({ replicas, people, secrets }, { tell, expect }) {
  const forbidden = {
    'a token': /eyJ[\w-]{10}/,
    'a secret': new RegExp(secrets.map((each) => each.replaceAll(/[^\w]/g, String.raw`\$&`)).join('|')),
    'a user': new RegExp(people.map(({ id }) => id).join('|')),
    'a user name': /@contoso\.example/,
    'a query or path': /\/v1\.0\/me\/messages\/\w{10}/,
  };
  for (const replica of replicas) {
    const lines = replica.log.split('\n').filter((line) => line !== '');
    const odd = lines.filter((line) => !isJson(line)).length;
    const metrics = await replica.metrics();
    const series = metrics.split('\n').filter((line) => line !== '' && !line.startsWith('#')).length;
    tell(`replica ${replica.name}: ${lines.length} lines, ${odd} of them not JSON; ${series} series of metrics`);
    expect(odd === 0, `replica ${replica.name} wrote what is no JSON`);
    expect(series <= MOST_SERIES, `replica ${replica.name} counts too many series`);
    for (const [what, pattern] of Object.entries(forbidden)) {
      expect(!lines.some((line) => pattern.test(line)), `replica ${replica.name} logged ${what}`);
      expect(!pattern.test(metrics), `replica ${replica.name} has ${what} in its metrics`);
    }
  }
}

function isJson(line) {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}
