/** Says one thing to the test. */
export function tell(said) {
  process.stdout.write(`${JSON.stringify(said)}\n`);
}

/** Reports what came of it: the answer, or the error's members; then the process ends. */
export async function report(work) {
  try {
    tell({ result: await work() });
  } catch (error) {
    const { name, message, errorCode, errorNo } = error;
    tell({ result: { failure: { name, message, errorCode, errorNo } } });
  }
  process.stdin.destroy();
}
