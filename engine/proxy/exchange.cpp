// SPDX-License-Identifier: MIT
#include "engine/proxy/exchange.h"

#include "engine/circuit/time_budget.h"
#include "engine/http/cors.h"
#include "engine/http/head_check.h"
#include "engine/net/clock.h"
#include "engine/proxy/caller_check.h"
#include "engine/ratelimit/fields.h"

#include <utility>

namespace llmproxy::proxy {

namespace {

constexpr QByteArrayView Continue = "HTTP/1.1 100 Continue\r\n\r\n";

QByteArray classOf(const circuit::Verdict &verdict)
{
    return verdict.failure == circuit::FailureClass::None
               ? QByteArray()
               : circuit::textOf(verdict.failure).toByteArray();
}

template<class... Ts>
struct Overloaded : Ts...
{
    using Ts::operator()...;
};
template<class... Ts>
Overloaded(Ts...) -> Overloaded<Ts...>;

} // namespace

Exchange::Exchange(Workshop &workshop, net::ClientConnection &client)
    : m_workshop(workshop)
    , m_client(client)
    , m_rules(workshop.rules)
    , m_answer(*this)
    , m_attempt(workshop.loop, workshop.pool, m_upload, m_answer)
    , m_download(workshop.loop, client)
    , m_admission(workshop.limits, m_rules->limits)
    , m_guard(workshop.guards, m_rules->circuit)
    , m_startedAt(workshop.loop.now())
    , m_deadline(net::Deadline::calling<&Exchange::onDeadline>(*this))
    , m_budget(net::Deadline::calling<&Exchange::onBudgetSpent>(*this))
{}

Exchange::~Exchange() = default;

void Exchange::head(const http::RequestHead &head, const http::Framing &framing)
{
    traffic::ExchangeRecord &record = m_trace->record;
    record.id = m_workshop.nextId();
    record.at = net::wallClock();
    record.client = m_client.peer();
    m_trace->head = head;
    m_headRequest = head.method() == "HEAD";
    m_chunkedRequest = std::holds_alternative<http::Chunked>(framing);
    m_bodyless = std::holds_alternative<http::NoBody>(framing);
    if (m_bodyless)
        m_upload.complete();
    if (m_rules->capture.heads)
        beginCapture();

    if (head.method() == "CONNECT") {
        fail({405,
              "This is no forward proxy: there are no tunnels",
              "method_not_allowed",
              Source::Proxy,
              true});
        return;
    }
    const OriginForm form = originForm(head.target());
    const QByteArrayView authority = form.authority.value_or(head.find("host").value_or(""));
    // Whoever names a host in the target means a forward proxy, unless the host is this one.
    const bool isForeign =
        form.authority
        && !http::isAllowedHost(authority, {m_rules->allowedHosts, m_client.localAddress()});
    if (isForeign) {
        fail({421,
              "This is no forward proxy, and not the host that was asked for",
              "wrong_host",
              Source::Proxy,
              true});
        return;
    }
    const Route to = route(form.target, *m_rules);
    if (const auto *provider = std::get_if<ToProvider>(&to)) {
        m_route = provider->route;
        record.provider = m_route->name;
        record.user = provider->user;
        if ((!m_route->anyOrigin && refusesCaller(head, authority)))
            return;
        const auto *sized = std::get_if<http::Sized>(&framing);
        toProvider(*provider, head, sized != nullptr ? sized->bytes : 0);
        return;
    }
    answer(to, head, authority);
}

void Exchange::beginCapture()
{
    m_capture = std::make_unique<Capture>(m_rules->capture, m_trace->capture);
    m_upload.watch(&m_capture->forwarded(), m_chunkedRequest);
    m_download.watch(m_capture->sent());
}

void Exchange::answer(const Route &route, const http::RequestHead &head, QByteArrayView authority)
{
    std::visit(
        Overloaded{
            [&](const ToHealth &) {
                if (refusesCaller(head, authority))
                    return;
                if (head.method() == "GET" || m_headRequest)
                    reply(jsonReply(200, m_workshop.health(), replyOptions()), 200);
                else
                    fail({405, "Ask with GET or HEAD", "method_not_allowed"});
            },
            [&](const ToDisabled &to) {
                m_route = to.route;
                fail({404,
                      "Provider " + to.route->name + " is not enabled",
                      "provider_not_enabled"});
            },
            [&](const BadTarget &) {
                LocalError error = refusal(400);
                error.ends = true;
                fail(error);
            },
            [&](const auto &) {
                fail({404, "There is nothing here; requests go to /<provider>/…", "not_found"});
            }},
        route);
}

// True: the reply is made.
bool Exchange::refusesCaller(const http::RequestHead &head, QByteArrayView authority)
{
    const auto error = foreignCaller(head,
                                     authority,
                                     {m_rules->allowedHosts, m_client.localAddress()},
                                     SilentSites::AllButForeign);
    if (error)
        fail(*error);
    return error.has_value();
}

void Exchange::toProvider(const ToProvider &to, const http::RequestHead &head, qint64 bodyBytes)
{
    if (http::isPreflight(head) && m_route->anyOrigin) {
        const QByteArray fields = http::preflightFields(head);
        reply(emptyReply(200, {.added = fields, .closes = !m_bodyless}), 200);
        return;
    }
    if (m_rules->maxBodyBytes > 0 && bodyBytes > m_rules->maxBodyBytes) {
        fail(refusal(413));
        return;
    }
    QByteArray host = m_route->hostField;
    if (m_route->vendor->upstreamHost != nullptr) {
        host = m_route->vendor->upstreamHost(head, m_route->region);
        if (host.isEmpty()) {
            fail({400, "No region: neither signed, nor in AWS_REGION", "region_unknown"});
            return;
        }
    }
    m_endpoint = endpointFor(host);
    m_state = State::Gathering;
    prepare(to, head, bodyBytes);
    const QByteArrayView authorization = head.find("authorization").value_or("");
    // Room for a small body behind the head, which comes next.
    m_upload.bytes().reserve(head.raw.size() + to.target.size() + host.size() + 176
                             + std::min<qint64>(bodyBytes, 4096));
    http::appendRequestHead(m_upload.bytes(),
                            head,
                            {.target = to.target,
                             .host = host,
                             .signedFields = m_route->vendor->isSigned
                                                 ? http::signedFields(authorization)
                                                 : QByteArrayView(),
                             .addIdentity = !m_route->vendor->isSigned});
    if (m_client.expectsContinue())
        m_client.sendInterim(Continue);
}

// Sets up what looks at the exchange on its way.
void Exchange::prepare(const ToProvider &to, const http::RequestHead &head, qint64 bodyBytes)
{
    qint64 kept = m_rules->maxReplayBytes;
    if (m_rules->circuit.mode != CircuitRules::Mode::Off) {
        const http::Markers markers = http::markersOf(head);
        m_guard.begin({.exchange = m_trace->record.id,
                       .caller = m_trace->record.user,
                       .provider = m_route->name},
                      markers,
                      m_startedAt);
        m_timeBudget = circuit::timeBudget(markers.timeoutMs, m_route->responseHeaderTimeout)
                           .value_or(Duration(0));
        if (m_guard.enforces())
            kept = m_rules->circuit.maxRetryBytes;
    }
    m_upload.keepUpTo(bodyBytes <= kept ? kept : 0);
    if (!m_rules->readsUsage && !m_guard.isActive() && !m_admission.isActive())
        return;
    m_request = std::make_unique<usage::RequestReader>(
        m_route->vendor->requests(), head, to.target, m_route->estimate.maxSampleBytes);
    m_wantsTrailers = m_rules->readsUsage && m_rules->tellsUsage && m_client.minorVersion() == 1
                      && head.listContains("te", "trailers");
}

std::shared_ptr<const net::Endpoint> Exchange::endpointFor(QByteArrayView host) const
{
    if (!m_route->endpointFollowsHost)
        return m_route->endpoint;
    const auto authority = http::parseAuthority(host);
    if (!authority || authority->host == m_route->endpoint->host)
        return m_route->endpoint;
    auto endpoint = std::make_shared<net::Endpoint>(*m_route->endpoint);
    endpoint->host = authority->host;
    endpoint->port =
        authority->port > 0 ? static_cast<quint16>(authority->port) : m_route->endpoint->port;
    endpoint->key = "https://" + endpoint->host + ':' + QByteArray::number(endpoint->port);
    return endpoint;
}

void Exchange::bodyPiece(const char *data, qsizetype size)
{
    if (m_state == State::Replying || m_state == State::Done)
        return;
    m_trace->record.bytesIn += size;
    if (m_rules->maxBodyBytes > 0 && m_trace->record.bytesIn > m_rules->maxBodyBytes) {
        fail(refusal(413));
        return;
    }
    if (m_request)
        m_request->feed({data, size});
    if (m_capture)
        m_capture->requestPiece({data, size});
    QByteArray &out = m_upload.bytes();
    if (m_chunkedRequest) {
        out += QByteArray::number(size, 16) + "\r\n";
        out.append(data, size);
        out += "\r\n";
    } else {
        out.append(data, size);
    }
}

void Exchange::bodyEnded(const QByteArray &trailers)
{
    m_upload.complete();
    if (m_request)
        m_request->finish(true);
    if (m_chunkedRequest && !m_bodyless)
        m_upload.bytes() += "0\r\n" + http::forwardableTrailers(trailers) + "\r\n";
}

void Exchange::inputPaused()
{
    if (m_state != State::Gathering)
        m_attempt.send();
    else if (knowsEnough())
        decide();
}

void Exchange::Answer::uploadHeld(bool held)
{
    if (held)
        exchange.m_client.holdInput();
    else
        exchange.m_client.resumeInput();
}

void Exchange::clientGone()
{
    if (m_state == State::Done)
        return;
    m_trace->record.endedBy = traffic::EndedBy::Client;
    m_trace->record.error = "client_gone";
    if (m_state == State::Responding) {
        m_verdict = verdictAt(circuit::StreamEnd::ClientGone);
    } else {
        leftBeforeAnswer();
        forgetAnswer();
    }
    settle();
}

// Whoever left after a long wait tells of a provider that hangs, if the configuration says so.
void Exchange::leftBeforeAnswer()
{
    const MonotonicTime now = m_workshop.loop.now();
    const bool hung =
        m_state == State::Requesting
        && circuit::hangCounts(std::chrono::duration_cast<Duration>(now - m_attemptAt),
                               false,
                               m_rules->circuit.hangDisconnect);
    if (hung)
        m_guard.endEarly(circuit::classify(circuit::TransportError::ClientHungUp), true, now);
    else
        m_verdict = circuit::classify(circuit::TransportError::ClientGone);
}

void Exchange::reply(const QByteArray &bytes, int status, bool reusable)
{
    m_state = State::Replying;
    m_trace->record.status = status;
    m_trace->record.madeHere = true;
    m_trace->record.headAt = elapsed();
    if (m_capture)
        m_capture->sent().passed(bytes);
    m_client.send(bytes);
    settle();
    m_client.responseEnded(reusable && m_upload.isComplete());
}

void Exchange::replyDegraded(Source source)
{
    m_trace->record.error = "provider_degraded";
    m_trace->record.endedBy =
        source == Source::Upstream ? traffic::EndedBy::Upstream : traffic::EndedBy::Proxy;
    forgetAnswer();
    reply(degradedReply(m_rules->circuit.degradedSignal, m_route->name, source, replyOptions()),
          503);
}

void Exchange::replyDenied(const ratelimit::Denial &denial)
{
    m_trace->record.error = ratelimit::DeniedCode.toByteArray();
    m_trace->record.endedBy = traffic::EndedBy::Proxy;
    ReplyOptions options = replyOptions();
    const QByteArray fields = ratelimit::denialFields(denial) + options.added;
    options.added = fields;
    reply(errorReply(
              {429, ratelimit::DeniedMessage.toByteArray(), ratelimit::DeniedCode.toByteArray()},
              options),
          429);
}

void Exchange::fail(const LocalError &error)
{
    if (m_state == State::Responding) {
        breakOff(error.source == Source::Upstream ? traffic::EndedBy::Upstream
                                                  : traffic::EndedBy::Proxy,
                 error.code);
        return;
    }
    m_trace->record.error = error.code;
    m_trace->record.endedBy =
        error.source == Source::Upstream ? traffic::EndedBy::Upstream : traffic::EndedBy::Proxy;
    ReplyOptions options = replyOptions();
    options.closes |= error.ends;
    reply(errorReply(error, options), error.status, !error.ends);
}

// The response has begun and cannot be completed: the client must see that it broke off.
void Exchange::breakOff(traffic::EndedBy by, const QByteArray &error)
{
    m_trace->record.endedBy = by;
    m_trace->record.error = error;
    settle();
    m_client.abortResponse(m_download.endsByClosing());
}

void Exchange::settle()
{
    Q_ASSERT(m_state != State::Done);
    m_state = State::Done;
    net::Deadlines::cancel(m_deadline);
    net::Deadlines::cancel(m_budget);
    m_attempt.stop();
    stopWaiting();
    m_client.watchDrain(false);
    m_guard.end(m_verdict, m_trace->record.status, m_workshop.loop.now());
    noteUsage();
    m_admission.settle(m_trace->record.status, m_usage ? m_usage->answer().usage.input.tokens : 0);
    if (m_capture)
        m_capture->finish();
    if (!m_trace->record.tries.isEmpty())
        noteTry();
    m_trace->record.failureClass = classOf(m_verdict);
    m_trace->record.failureKind = circuit::textOf(m_verdict.kind).toByteArray();
    m_trace->record.attempts = m_attempt.connections();
    m_trace->record.endedIn = m_trace->record.phase;
    m_trace->record.phase = traffic::Phase::Done;
    m_trace->record.total = elapsed();
    m_workshop.outbox.finish(m_slot, std::move(m_trace));
}

// Only what was tried again is told try by try.
void Exchange::noteTry()
{
    const auto since = [this](MonotonicTime from, MonotonicTime to) {
        return std::chrono::duration_cast<Duration>(to - from);
    };
    m_trace->record.tries.append({.at = since(m_startedAt, m_attemptAt),
                                  .waited = m_waited,
                                  .took = since(m_attemptAt, m_workshop.loop.now()),
                                  .status = m_failure ? 0 : m_trace->record.status,
                                  .error = m_failure ? codeOf(m_failure->fault) : QByteArray(),
                                  .kind = circuit::textOf(m_verdict.kind).toByteArray()});
}

void Exchange::noteUsage()
{
    if (m_request) {
        m_trace->bodyUser = m_request->facts().user;
        if (m_trace->record.model.isEmpty())
            m_trace->record.model = m_request->facts().model;
    }
    if (m_request)
        m_trace->record.usage.input = {
            usage::estimateInput(m_request->facts(), m_route->estimate).tokens,
            usage::Source::Estimated};
    if (!m_usage)
        return;
    m_usage->finish(false);
    const usage::Answer &answer = m_usage->answer();
    if (answer.usage.input.source != usage::Source::Unknown
        || answer.usage.output.source != usage::Source::Unknown)
        m_trace->record.usage = answer.usage;
    m_trace->record.requestId = answer.requestId;
    m_trace->record.finishReason = answer.finishReason;
    if (!answer.model.isEmpty())
        m_trace->record.model = answer.model;
}

ReplyOptions Exchange::replyOptions() const
{
    return {.added =
                m_route != nullptr && m_route->anyOrigin ? http::corsFields() : QByteArrayView(),
            .closes = !m_upload.isComplete() || m_client.closesAfterwards(),
            .withoutBody = m_headRequest,
            .forAws = m_route != nullptr && m_route->vendor->isSigned};
}

Duration Exchange::elapsed() const
{
    return std::chrono::duration_cast<Duration>(m_workshop.loop.now() - m_startedAt);
}

} // namespace llmproxy::proxy
