// HANG: Unicode normalisation and comparison of long runs of combining marks, in time that grows with the square [expects: cpu-limit done memory-limit]
let s = "\u0344\u0301\u0323".repeat(1000000), n = 0; for (const f of ["NFC", "NFD", "NFKC", "NFKD"]) n += s.normalize(f).length + s.localeCompare(s + "x"); done({ n });
