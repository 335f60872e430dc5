// The part of jose: signs tokens, and judges all of them. Reads one JSON object, writes another one.
import { readFileSync } from "node:fs";
import * as jose from "jose";

const { now, issuer, audience, keys, privateKeys, toSign, toJudge } = JSON.parse(readFileSync(0));
const keySet = jose.createLocalJWKSet({ keys });

async function signed({ key, header, claims }) {
    const secret = await jose.importJWK(privateKeys[key], header.alg);
    return new jose.SignJWT(claims).setProtectedHeader(header).sign(secret);
}

async function verdict(token) {
    try {
        await jose.jwtVerify(token, keySet, {
            algorithms: ["RS256"],
            audience,
            issuer,
            clockTolerance: 60,
            requiredClaims: ["exp"],
            currentDate: new Date(now * 1000),
        });
        return "accepted";
    } catch (error) {
        return error.code ?? error.name;
    }
}

const made = [];
for (const one of toSign) made.push(await signed(one));
const judged = [];
for (const token of [...toJudge, ...made]) judged.push(await verdict(token));
process.stdout.write(JSON.stringify({ made, judged }));
