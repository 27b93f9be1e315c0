// What people put into Private Key instead of a key. The private ones are made on the spot.
import { createPublicKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { root } from "./environment.ts";
import { rsaPem } from "./keys.ts";

/** A certificate, made once by OpenSSL for no one. */
export const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIDFTCCAf2gAwIBAgIUDP0C6zisqahwVzS+P1hFO5noEWwwDQYJKoZIhvcNAQEL
BQAwGjEYMBYGA1UEAwwPY29ubmVjdG9ycy10ZXN0MB4XDTI2MTEyMjE4MDgzN1oX
DTM2MTExOTE4MDgzN1owGjEYMBYGA1UEAwwPY29ubmVjdG9ycy10ZXN0MIIBIjAN
BgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAx4vAlcM7EyTqijz4vIe9Nl8BtVTA
A/vrA24bM04smRrA41IxBoCqwN2PyF7g6FvB6Ov+uMjp0UCgpY1QyPcc6GMeHBUB
gemXeOD5HvJMr3ZHoN4dxzKtmOMOPBDtFhepofFrEtvx+Yy4BO2Ga6cXTWwBK6Qs
TGyxFHUu9XoReVaf9tlUtIWpHDlT3YZxZGSO3g2wHhcr9ckY0Ip7WEEQUpBKyMqc
OmeIB/ElPiCO0ifqcfmHfW2RePwIZts3ifuijYCFCpO2dhlmH4LibQPGewGrST4T
MCMagOC9E4BJVp7t8k6SlEYBe0dyF77mBggUMe5pz3U16EJH+bEyyzPcvwIDAQAB
o1MwUTAdBgNVHQ4EFgQUu4uRPLVvbeD3DVmSK/EWfWM537UwHwYDVR0jBBgwFoAU
u4uRPLVvbeD3DVmSK/EWfWM537UwDwYDVR0TAQH/BAUwAwEB/zANBgkqhkiG9w0B
AQsFAAOCAQEAKFoFWeMe3i7jM/CcumVubwDhjar5CLBJu0X4TkhE5MbfUBwDeC20
UPlJxS+gZtB9usVKMAHs2vsNJZf8QlXI3LO+iSgnwwN+jWwCgG+oz2KsrjUwVG9f
VgL8rlFxV2VdX8kNdVFcqp+Pn8dppkmLsc5HTtGnV0uTVNYpIY0mHZaaUeDeOPfC
2/95Vir1Wmk5XB78S28XO6e9X9puxcuisUtAyobjFtfpVW542HEdScH7rwA7aHOr
Ctzxtu2T81MDKZbtTlLR/IjGjWCuUGITQ4scxXIvoIuG1pfupwXIX9RLqR790fgg
7HIYnB0pPuIohx9zag8gonBA+rRZrWJrIQ==
-----END CERTIFICATE-----
`;

/** A certificate request, likewise. */
export const REQUEST = `-----BEGIN CERTIFICATE REQUEST-----
MIICXzCCAUcCAQAwGjEYMBYGA1UEAwwPY29ubmVjdG9ycy10ZXN0MIIBIjANBgkq
hkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAx4vAlcM7EyTqijz4vIe9Nl8BtVTAA/vr
A24bM04smRrA41IxBoCqwN2PyF7g6FvB6Ov+uMjp0UCgpY1QyPcc6GMeHBUBgemX
eOD5HvJMr3ZHoN4dxzKtmOMOPBDtFhepofFrEtvx+Yy4BO2Ga6cXTWwBK6QsTGyx
FHUu9XoReVaf9tlUtIWpHDlT3YZxZGSO3g2wHhcr9ckY0Ip7WEEQUpBKyMqcOmeI
B/ElPiCO0ifqcfmHfW2RePwIZts3ifuijYCFCpO2dhlmH4LibQPGewGrST4TMCMa
gOC9E4BJVp7t8k6SlEYBe0dyF77mBggUMe5pz3U16EJH+bEyyzPcvwIDAQABoAAw
DQYJKoZIhvcNAQELBQADggEBAJZV1rqLK9DpahiXz9EJig7Kp5EjJZG3/DquzUth
VyZTMB5QvpaUgqD471YCRLb/3npoYT0ESr9Hk4E0gJV0k+lGRW2oFCKyzH68i052
0ox5EWavLNLifNMwlL0w57ciiOtdCvv1QgZAGpdNEC/l/J09Z4RJ3U2xpL7l8htO
emLbtrjR3Lw9BlxVBsHVoLjtgmpzySZs7JUr7U2rLZMRTdOg2JwHG98pWCAGjLMn
ZLt0MhhsjMWZKKG0htvJfC/MCmRAv/LI2nESs2mbTE0KZPGcWrgcWLEEmr3ySEqb
jDvGDQPvepG2sPbCpaMo7EJKoEy4Y0IrlfW8/ZlJvPKDkUU=
-----END CERTIFICATE REQUEST-----
`;

/** A PKCS#12 file that holds the certificate above and no key. */
export const PKCS12 = Buffer.from(
  [
    "MIIENwIBAzCCA+0GCSqGSIb3DQEHAaCCA94EggPaMIID1jCCA9IGCSqGSIb3DQEHBqCCA8MwggO/AgEAMIIDuAYJKoZIhvcNAQcB",
    "MFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAi1nnjB0TYV9QICCAAwDAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEGWO",
    "kmA1tvIDXId5X7JsA3KAggNQDWaVn+WEb/bBQbj5YsVjIOindXFYnJIMLzHC72sxohUryia3yLnBT/MkchBUD/w9eEezFK6Kh6O0",
    "ayqbndz/0TjSUGStEf1I0vLYv4WFjroByn9BgNNHKRPlBQ80wW7/BEQf1GgbIgNoIXFfWUsJ8dOUWwfVsr0NXlEAc0b0+2uBZCAQ",
    "ghviLtuS0rpyDwkL8nB+WDLFM61ADnij6vGPKtJRV+9W5J9c5Q8eNZZmoM8rzVAM02V7OHvqf4JHl4fS/hX8AABMqRO7ga6wn+ax",
    "lo29j6f+RidkPWs07wsQhBQOad95PEeEgCxJWpsH7mSvm1Td5oagt0RiSBrQydhFzXRXzspXBUuW4n1kNXLmqYG/CApJqCiPmyB+",
    "6ID0YI/4Xbi6g4WcJZqvHceSivGBmeMAuJXIz9F5T1O/ERXwBObmK0K/V4NVN6r83Sghu5hVhMDdRKExiBmHKn6E/QG1OJn6kN7+",
    "tVlsLQn7qF5LuFqOgVWF1NSIvVxRbOU1ayPqql5Y10M5bpqJXE1rYHRUuSpebI2d7rPXWOvjz6j5fDkZ88p1I9vShWpXzoNPmer4",
    "KbmA731Jj/0K23eE5gEUl2uRxVDm0qdgmzIi02RJiFwZvSjz6xDu/fDte8G6JXEGq1SFpXFtoO1mlov6WUMJq7O5jDTt21Hw/dcn",
    "Mw/u10yU5RkmFP0NhsVcM5fmC0FKXsomL7uOvkSA2VqSK6amF5aU7wmcQFEpdgPaXWGJAtg0UJEBVY3Bkfhvx8sTLbhswtUXrlTh",
    "CtQtDlnEyyA6sCj67CzUblxE+Ku0u4lO+fuBQy2AUjDaWwBXSs3L2Cen/2eadmOG40Lq8b7D2VO14Lx51GXSpzSUEOtE9BF0WTev",
    "xY7zR16NMU4fi8HTVAB7uWpjgBrPZ+I4AO88ZCrwbSedp8T/zOOODwc+F+eVZXh6ZvTaLRy1nOvygjb1l7NQ1y+wWaD78zgkWjMF",
    "L4rcBvYldOW9OPTLu21gDTuujtdgRXGZnSEVw7MYBvySikDezu6WSxAooXBZG6G6fDhBLx9+cn6baLWplHEqO4TdjSbRNCjNeh6k",
    "x5jZv4RO99SM5/uAueFCscTnr8XUqG2pBjELAnY1idgoFty29zpF5zAwQTAxMA0GCWCGSAFlAwQCAQUABCBIBrM50Y1gInzfyQch",
    "dWfj1El5BGZ2L8I+zZTNP7uMeQQICj3+V6iL9JwCAggA",
  ].join(""),
  "base64",
);

/** How a Java keystore begins: magic, version 2, no entries, then a digest. */
export const JKS = Buffer.concat([Buffer.from("feedfeed0000000200000000", "hex"), Buffer.alloc(20, 7)]);

/** The public half of a key. */
export function publicPem(): string {
  return createPublicKey(rsaPem()).export({ type: "spki", format: "pem" }) as string;
}

/** The same key in PKCS#8 version 2, with what stands for a public key. */
export function withPublicKey(pem: string): string {
  const der = Buffer.from(pem.split("\n").slice(1, -2).join(""), "base64");
  // A SEQUENCE with two bytes of length, then the version: 30 82 LL LL 02 01 00.
  const publicKey = Buffer.from([0x81, 2, 0, 0]);
  const version2 = Buffer.concat([der, publicKey]);
  version2.writeUInt16BE(der.readUInt16BE(2) + publicKey.length, 2);
  version2.writeUInt8(1, 6);
  const lines = version2.toString("base64").match(/.{1,64}/g) ?? [];
  return `-----BEGIN PRIVATE KEY-----\n${lines.join("\n")}\n-----END PRIVATE KEY-----\n`;
}

/** A key behind a passphrase. */
export function encryptedPem(): string {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const encryption = { cipher: "aes-256-cbc", passphrase: "correct horse" };
  return privateKey.export({ type: "pkcs8", format: "pem", ...encryption }) as string;
}

/** An elliptic-curve key. */
export function ecPem(): string {
  return pkcs8(generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey);
}

/** An Ed25519 key. */
export function ed25519Pem(): string {
  return pkcs8(generateKeyPairSync("ed25519").privateKey);
}

/** A DSA key. */
export function dsaPem(): string {
  return pkcs8(generateKeyPairSync("dsa", { modulusLength: 1024, divisorLength: 160 }).privateKey);
}

/** What `ssh-keygen` writes, as far as its header. */
export function opensshPem(): string {
  const body = Buffer.concat([Buffer.from("openssh-key-v1\0", "latin1"), Buffer.alloc(80, 1)]).toString("base64");
  return `-----BEGIN OPENSSH PRIVATE KEY-----\n${body.match(/.{1,70}/g)?.join("\n") ?? ""}\n-----END OPENSSH PRIVATE KEY-----\n`;
}

/** A key with more bits than the server signs with, as DER. From the corpus: to make one takes half a minute. */
export function longKey(): Buffer {
  const cases = JSON.parse(readFileSync(join(root, "contract/corpus/private_key.json"), "utf8")) as
    { name: string; inputBase64?: string }[];
  const found = cases.find((entry) => entry.name === "privateKey: RSA, 10240 bits, as DER")?.inputBase64;
  if (found === undefined) throw new Error("the corpus has no such key");
  return Buffer.from(found, "base64");
}

function pkcs8(key: KeyObject): string {
  return key.export({ type: "pkcs8", format: "pem" }) as string;
}
