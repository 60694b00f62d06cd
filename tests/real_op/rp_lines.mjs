// What a test says to a relying party, and what it answers: one JSON value a line.
import readline from 'node:readline';

const lines = readline.createInterface({ input: process.stdin })[Symbol.asyncIterator]();

/** The server's clock is the test's: how far it is ahead of ours, in seconds. */
export const CLOCK_SKEW = Number(process.env.NOW) - Math.floor(Date.now() / 1000);

export const { ISSUER, CLIENT_ID, CLIENT_SECRET, REDIRECT_URI, AFTERWARDS, SCOPE } = process.env;

/** Answers each request `{ do, … }` with what the function of that name returns, until the input ends. */
export async function serve(steps) {
  for (;;) {
    const { value, done } = await lines.next();
    if (done) return;
    const request = JSON.parse(value);
    let answer;
    try {
      answer = (await steps[request.do](request)) ?? {};
    } catch (error) {
      answer = { error: error.error ?? error.code ?? error.name, message: String(error.cause?.message ?? error.message) };
    }
    process.stdout.write(`${JSON.stringify(answer)}\n`);
  }
}
