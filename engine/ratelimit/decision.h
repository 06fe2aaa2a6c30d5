// SPDX-License-Identifier: MIT
#pragma once

#include "engine/base/time.h"
#include "engine/ratelimit/scopes.h"

#include <optional>
#include <variant>

namespace llmproxy::ratelimit {

/// A request that asks to be let through.
struct Call
{
    qint64 exchange = 0; ///< its id
    Scopes scopes;
    qint64 tokens = 0; ///< estimated input; below 0 counts as 0
};

/// What a store has to know to settle a call that it let through.
struct Holding
{
    Scopes scopes;
    qint64 tokens = 0;
    qint64 minute = 0;     ///< the windows that it was counted in,
    qint64 day = 0;        ///< as numbers since 1970
    quint64 serial = 0;    ///< rises with every call; 0: none
    bool isShared = false; ///< counted where other processes see it, too

    bool operator==(const Holding &) const = default;
};

/// One call that was counted and must be settled, exactly once, however it ends: by
/// LimitStore::settle(), which takes it away. Can be moved, not copied. Debug builds stop when one
/// is dropped unsettled. Empty: nothing was counted, settling it does nothing and may be left out.
class Reservation
{
public:
    Reservation() = default;
    explicit Reservation(Holding holding);
    Reservation(Reservation &&other) noexcept;
    Reservation &operator=(Reservation &&other) noexcept;
    Reservation(const Reservation &) = delete;
    Reservation &operator=(const Reservation &) = delete;
    ~Reservation();

    bool isEmpty() const { return m_holding.serial == 0; }
    const Holding &holding() const { return m_holding; }
    /// For stores: what is to be settled; empties the reservation.
    Holding take();

private:
    Holding m_holding;
};

/// A limit that a call is over.
struct Denial
{
    QByteArray scope; ///< as shown: "user:alice"
    Dimension dimension = Dimension::Global;
    Window window = Window::Minute;
    Metric metric = Metric::Requests;
    qint64 limit = 0;
    qint64 remaining = 0; ///< what of it was left, not enough for this call
    /// Whole seconds, at least 1, until all limits that it is over begin anew, so that whoever
    /// waits that long is let through if nobody else calls.
    Duration retryAfter{0};

    bool operator==(const Denial &) const = default;
};

/// The limit of a metric that is nearest, over all scopes and windows of a call, with the call
/// counted.
struct Headroom
{
    Window window = Window::Minute;
    qint64 limit = 0;
    qint64 remaining = 0;
    Duration resetsAfter{0}; ///< whole seconds, at least 1

    bool operator==(const Headroom &) const = default;
};

struct Admitted
{
    Reservation reservation;
    std::optional<Headroom> requests; ///< none: unlimited
    std::optional<Headroom> tokens;
    /// In Mode::Log: why the call would have been denied. It was not counted then, as it would not
    /// have been; the reservation is empty.
    std::optional<Denial> wouldDeny;
};

using Decision = std::variant<Admitted, Denial>;

/// What becomes of a reservation. The request itself stays counted but for Cancel.
struct Actual
{
    qint64 inputTokens = 0; ///< instead of the estimate
    bool operator==(const Actual &) const = default;
};
struct Keep ///< the estimate stands
{
    bool operator==(const Keep &) const = default;
};
struct Cancel ///< as if the call had never been
{
    bool operator==(const Cancel &) const = default;
};
using Outcome = std::variant<Actual, Keep, Cancel>;

/// The outcome of an exchange that ended, well or not. `status`: of the answer that the client
/// got or was being sent, 0 if there was none (it left before). `inputTokens`: as far as the
/// provider told before the end, 0 if it did not.
Outcome outcomeOf(int status, qint64 inputTokens);

} // namespace llmproxy::ratelimit
