// STACK: a hundred thousand iterator helpers on each other, whose `next` has no stack check in ng 0.17 [expects: engine-fault threw]
let it = [1].values(); for (let i = 0; i < 1e5; i++) it = it.map(x => x); done({ n: it.next() });
