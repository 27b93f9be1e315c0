// Private keys made on the spot: none lies in git.
import { createPrivateKey, generateKeyPairSync } from "node:crypto";

const made = new Map<number, string>();

/** A PKCS#8 PEM of an RSA key of this size, the same one all through a worker. */
export function rsaPem(bits = 2048): string {
  const known = made.get(bits);
  if (known !== undefined) return known;
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: bits });
  const pem = privateKey.export({ type: "pkcs8", format: "pem" }) as string;
  made.set(bits, pem);
  return pem;
}

/**
 * What a key could leave behind, by form, each cut small enough that a half overwritten copy is found too.
 * Bytes are given as one character each. The public parts (modulus, exponent) are no secret and left out.
 */
export function traces(pem: string): Record<string, string[]> {
  const body = pem.split("\n").filter((line) => line !== "" && !line.startsWith("-----"));
  const secrets = privateNumbers(pem);
  const pieces = secrets.flatMap((bytes) => chunks(bytes.toString("latin1"), 16));
  return {
    "PEM lines": secretLines(body, secrets),
    "raw DER": pieces,
    hex: secrets.flatMap((bytes) => chunks(bytes.toString("hex"), 32)),
    "base64 of the numbers": secrets.flatMap((bytes) => chunks(bytes.toString("base64"), 32)),
  };
}

/** The lines of the body that hold nothing but secret bytes, in halves. */
function secretLines(body: string[], secrets: Buffer[]): string[] {
  const der = Buffer.from(body.join(""), "base64");
  const start = Math.min(...secrets.map((bytes) => der.indexOf(bytes)));
  if (start < 0) throw new Error("the private numbers stand in the DER as they are");
  const firstLine = Math.ceil(((start / 3) * 4) / 64);
  return body.slice(firstLine).flatMap((line) => chunks(line, 32));
}

/** d, p, q and the numbers made from them, big-endian, without leading zeros. */
function privateNumbers(pem: string): Buffer[] {
  const jwk = createPrivateKey(pem).export({ format: "jwk" });
  const numbers = [jwk.d, jwk.p, jwk.q, jwk["dp"], jwk["dq"], jwk["qi"]] as (string | undefined)[];
  return numbers.map((number) => {
    if (number === undefined) throw new Error("an RSA private key has all of its numbers");
    return Buffer.from(number, "base64url");
  });
}

/** The whole pieces of a text. */
function chunks(text: string, size: number): string[] {
  return Array.from({ length: Math.floor(text.length / size) }, (_, at) => text.slice(at * size, (at + 1) * size));
}
