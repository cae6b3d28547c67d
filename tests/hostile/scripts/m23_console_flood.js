// SIZE: as many short console lines as a turn may have, and then more [expects: limit cpu-limit]
for (let i = 0; ; i++) console.log("line " + i);
