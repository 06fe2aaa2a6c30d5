/* SPDX-License-Identifier: MIT
 *
 * The breaker of one key (engine/circuit/breaker.h) and requests that run into each other in every
 * possible order: they may go well, fail, say nothing (cancelled, rate limited) or never report.
 * Time is counted in ticks. tests/model/run checks:
 *
 *   no deadlock; nothing is admitted before the cooldown is over (PP-02); at most one probe is out
 *   (PP-03); requests are admitted again and again (PP-04); a slot never stays taken (PP-05).
 *
 * Two defects can be built in, which must be found: with LEAK a slot is never given back, with
 * CROWD nobody looks whether it is free.
 */
#define REQUESTS 3
#define THRESHOLD 2
#define COOLDOWN 2
#define LEASE 2

mtype = { Closed, Open, HalfOpen };

mtype state = Closed;
byte failures;      /* inside the window */
byte cooldown;      /* ticks left */
byte lease;         /* ticks left */
byte holder;        /* the request that has the probe's slot; 0: it is free */
bool stale[REQUESTS + 1]; /* began in an older generation */

byte running; /* requests that were let through and have not come to their end */
byte probes;  /* of these, those whose slot is still theirs */

#define taken (holder != 0)
#ifdef CROWD
#define mayProbe true
#else
#define mayProbe (!taken)
#endif
ltl admitsAgain { []<> (running > 0) }
ltl freesTheSlot { [] (taken -> <> !taken) }

inline freeSlot()
{
    if
    :: taken -> holder = 0; probes--
    :: else -> skip
    fi
}

inline open()
{
    state = Open;
    cooldown = COOLDOWN
}

inline close()
{
    byte i;
    state = Closed;
    failures = 0;
    for (i : 1 .. REQUESTS) { stale[i] = true } /* a new generation */
    i = 0
}

inline release()
{
#ifndef LEAK
    freeSlot()
#else
    skip
#endif
}

inline recordFailure(me)
{
    if
    :: state == Closed && !stale[me] ->
        failures++;
        if
        :: failures >= THRESHOLD -> open()
        :: else -> skip
        fi
    :: else -> skip
    fi
}

inline admitted(me)
{
    assert(cooldown == 0); /* PP-02 */
    stale[me] = false;
    running++
}

active [REQUESTS] proctype Request()
{
    byte me = _pid + 1;
    bool isProbe;

ask:
    atomic {
        if
        :: state == Open && cooldown == 0 -> state = HalfOpen
        :: else -> skip
        fi;
        if
        :: state == Closed -> isProbe = false; admitted(me)
        :: state == HalfOpen && mayProbe ->
            admitted(me);
            isProbe = true;
            holder = me;
            lease = LEASE;
            probes++;
            assert(probes == 1) /* PP-03 */
        :: else -> goto ask /* refused */
        fi
    };
    atomic {
        running--;
        if
        :: isProbe && holder == me ->
            if
            :: true -> freeSlot(); close()       /* went well */
            :: true -> freeSlot(); open()        /* failed */
            :: true -> release()                 /* cancelled: says nothing */
            :: true                      /* abandoned: never reports */
            fi
        :: isProbe && holder != me       /* late: ignored */
        :: !isProbe ->
            if
            :: true
            :: true -> recordFailure(me)
            fi
        fi
    };
    goto ask
}

active proctype Clock()
{
    do
    :: atomic {
           if
           :: cooldown > 0 -> cooldown--
           :: else -> skip
           fi;
           if
           :: lease > 0 -> lease--
           :: else -> skip
           fi;
           if
           :: taken && lease == 0 -> release()
           :: else -> skip
           fi
       }
    :: atomic { state == Closed && failures > 0 -> failures-- } /* leaves the window */
    od
}
