// SPDX-License-Identifier: MIT
#pragma once

#include "engine/base/time.h"

#include <QtGlobal>

#include <array>
#include <bitset>
#include <cstddef>
#include <optional>

namespace llmproxy::net {

class TimingWheel;

/// A time-out as a member of the object it watches over. Not copied, not moved; it forgets itself
/// when it dies. Written as `Deadline m_idle = Deadline::calling<&Connection::onIdle>(*this);`
class Deadline
{
public:
    using Expired = void (*)(void *owner);

    Deadline(Expired expired, void *owner)
        : m_expired(expired)
        , m_owner(owner)
    {}
    ~Deadline();
    Q_DISABLE_COPY_MOVE(Deadline)

    /// A deadline that calls the member function `method` of `owner`.
    template<auto method, class Owner>
    static Deadline calling(Owner &owner)
    {
        return Deadline([](void *object) { (static_cast<Owner *>(object)->*method)(); }, &owner);
    }

    bool isSet() const { return m_wheel != nullptr; }

private:
    friend class TimingWheel;

    Expired m_expired;
    void *m_owner;
    TimingWheel *m_wheel = nullptr; // set while it is in a slot
    Deadline *m_next = nullptr;     // in the slot's list
    Deadline **m_self = nullptr;    // the pointer of that list that points here
    MonotonicTime m_due;
    MonotonicTime m_slotTime; // when its slot comes up
};

/// Deadlines in slots by time: setting, moving and cancelling one takes a constant few steps
/// however many there are, and needs no memory. None expires early. It is late by at most 10 ms
/// when set for up to a second, else by at most 100 ms.
///
/// A deadline that moves away stays in its slot, and gets a new one when that slot comes up; so
/// to push it back with every read costs two stores. Time comes as a parameter. One thread.
class TimingWheel
{
public:
    TimingWheel() = default;
    ~TimingWheel();
    Q_DISABLE_COPY_MOVE(TimingWheel)

    /// Sets or moves. Returns when expire() is to look at the deadline.
    MonotonicTime set(Deadline &deadline, MonotonicTime due, MonotonicTime now)
    {
        if (deadline.m_wheel != this || due < deadline.m_slotTime)
            return insert(deadline, due, now);
        deadline.m_due = due;
        return deadline.m_slotTime;
    }
    static void cancel(Deadline &deadline);

    bool isEmpty() const { return m_count == 0; }
    /// When expire() has work again; nothing while no deadline is set.
    std::optional<MonotonicTime> next();
    /// Calls the owners of all deadlines due at `now`, each cancelled before. Owners may set,
    /// cancel and destroy any deadline meanwhile. Not re-entrant.
    void expire(MonotonicTime now);

private:
    /// A ring of slots of equal width. The slot of tick n is looked at when n·width has come.
    template<int WidthMs, std::size_t Slots>
    struct Ring
    {
        static constexpr Duration Width{WidthMs};
        static constexpr Duration Span = Width * (Slots - 1);

        std::array<Deadline *, Slots> heads{};
        std::bitset<Slots> occupied; // a slot may have emptied since
        qint64 done = 0;             // all ticks up to this one were looked at
    };

    static constexpr Duration FineLimit{1000};
    using Fine = Ring<10, 128>;
    using Coarse = Ring<100, 512>;
    static_assert(Fine::Span > FineLimit);

    MonotonicTime insert(Deadline &deadline, MonotonicTime due, MonotonicTime now);
    void enterSlot(Deadline &deadline, MonotonicTime now);
    void expireSlot(Deadline *&head, MonotonicTime now);

    template<class RingType>
    static void enterSlot(RingType &ring, Deadline &deadline, MonotonicTime now);
    template<class RingType>
    static std::optional<MonotonicTime> next(RingType &ring);
    template<class RingType>
    void expire(RingType &ring, MonotonicTime now);

    Fine m_fine;
    Coarse m_coarse;
    std::size_t m_count = 0;
};

} // namespace llmproxy::net
