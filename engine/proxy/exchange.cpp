// SPDX-License-Identifier: MIT
#include "engine/proxy/exchange.h"

#include "engine/http/cors.h"
#include "engine/http/head_check.h"
#include "engine/net/clock.h"

#include <utility>

namespace llmproxy::proxy {

namespace {

constexpr QByteArrayView Continue = "HTTP/1.1 100 Continue\r\n\r\n";

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
    , m_responseBody(*this)
    , m_startedAt(workshop.loop.now())
    , m_deadline(net::Deadline::calling<&Exchange::onDeadline>(*this))
{}

Exchange::~Exchange() = default;

void Exchange::head(const http::RequestHead &head, const http::Framing &framing)
{
    traffic::ExchangeRecord &record = m_trace.record;
    record.id = m_workshop.nextId();
    record.at = net::wallClock();
    record.client = m_client.peer();
    m_trace.head = head.raw;
    m_trace.method = head.methodSlice;
    m_trace.target = head.targetSlice;
    m_headRequest = head.method() == "HEAD";
    m_chunkedRequest = std::holds_alternative<http::Chunked>(framing);
    m_bodyless = std::holds_alternative<http::NoBody>(framing);
    m_requestComplete = m_bodyless;

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

// Against pages of other origins and DNS rebinding. True: the reply is made.
bool Exchange::refusesCaller(const http::RequestHead &head, QByteArrayView authority)
{
    const http::HostPolicy policy{m_rules->allowedHosts, m_client.localAddress()};
    if (!http::isAllowedHost(authority, policy)) {
        fail({421, "The Host is none of this server's", "wrong_host", Source::Proxy, true});
        return true;
    }
    // A picture that a page loads from here is asked for without an Origin.
    const auto origin = head.find("origin");
    const bool isForeign = origin ? !http::isAllowedOrigin(*origin, policy)
                                  : head.find("sec-fetch-site") == "cross-site";
    if (isForeign) {
        fail({403,
              "Pages of this origin may not call this route",
              "origin_not_allowed",
              Source::Proxy,
              true});
        return true;
    }
    return false;
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
    m_replayable = bodyBytes <= m_rules->maxReplayBytes;
    m_endpoint = endpointFor(host);
    m_parser.emplace(m_rules->client.parse);
    m_parser->setAnswersHead(m_headRequest);
    m_state = State::Requesting;
    const QByteArrayView authorization = head.find("authorization").value_or("");
    http::appendRequestHead(m_outbound,
                            head,
                            {.target = to.target,
                             .host = host,
                             .signedFields = m_route->vendor->isSigned
                                                 ? http::signedFields(authorization)
                                                 : QByteArrayView(),
                             .addIdentity = !m_route->vendor->isSigned});
    if (m_client.expectsContinue())
        m_client.sendInterim(Continue);
    tell();
    connectUpstream(false);
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

void Exchange::connectUpstream(bool fresh)
{
    ++m_trace.record.attempts;
    if (!fresh)
        m_upstream = m_workshop.pool.takeIdle(*m_endpoint, this);
    if (!m_upstream) {
        m_upstream = m_workshop.pool.makeNew(m_endpoint);
        m_upstream->connect(this);
    }
}

void Exchange::bodyPiece(const char *data, qsizetype size)
{
    m_trace.record.bytesIn += size;
    if (m_state != State::Requesting && m_state != State::Responding)
        return;
    if (m_rules->maxBodyBytes > 0 && m_trace.record.bytesIn > m_rules->maxBodyBytes) {
        fail(refusal(413));
        return;
    }
    if (m_chunkedRequest) {
        m_outbound += QByteArray::number(size, 16) + "\r\n";
        m_outbound.append(data, size);
        m_outbound += "\r\n";
    } else {
        m_outbound.append(data, size);
    }
}

void Exchange::bodyEnded(const QByteArray &trailers)
{
    m_requestComplete = true;
    if (m_chunkedRequest && !m_bodyless)
        m_outbound += "0\r\n" + http::forwardableTrailers(trailers) + "\r\n";
}

void Exchange::inputPaused()
{
    if (m_upstream)
        flushRequest();
}

void Exchange::upstreamReady()
{
    flushRequest();
}

void Exchange::flushRequest()
{
    if (m_upstream->isOpen() && !m_outbound.isEmpty()) {
        m_upstream->write(m_outbound);
        // Only a connection that was idle can turn out to have been closed meanwhile, and only
        // until it answers.
        if (m_upstream->isReused() && m_replayable && m_state == State::Requesting) {
            if (m_replay.isEmpty())
                m_replay = m_outbound;
            else
                m_replay += m_outbound;
            m_replayable = m_replay.size() <= m_rules->maxReplayBytes;
            if (!m_replayable)
                m_replay = QByteArray();
        }
        m_outbound = QByteArray();
        if (m_requestComplete)
            awaitResponse();
    }
    const qsizetype waiting = m_outbound.size() + m_upstream->pendingBytes();
    if (waiting > HighMark && !m_inputHeld && !m_requestComplete) {
        m_inputHeld = true;
        m_client.holdInput();
        awaitUpload();
    }
    if (m_inputHeld && m_upstream->isOpen())
        m_upstream->watchDrain(true);
    if (m_inputHeld && m_upstream->isOpen() && waiting < LowMark)
        upstreamDrained();
}

void Exchange::upstreamDrained()
{
    if (!m_inputHeld)
        return;
    if (m_upstream->pendingBytes() >= LowMark) {
        awaitUpload();
        return;
    }
    m_inputHeld = false;
    m_upstream->watchDrain(false);
    if (m_state == State::Requesting)
        net::Deadlines::cancel(m_deadline);
    m_client.resumeInput();
}

// Until the upstream takes more of the request.
void Exchange::awaitUpload()
{
    if (m_state == State::Requesting)
        m_workshop.loop.deadlines().set(m_deadline, m_rules->writeStallTimeout);
}

void Exchange::awaitResponse()
{
    if (m_state == State::Requesting)
        m_workshop.loop.deadlines().set(m_deadline, m_route->responseHeaderTimeout);
}

// RFC 9112 §9.3.1: the upstream may have closed an idle connection just as the request went out.
// Not one byte of an answer came, so one fresh try cannot show the client two answers.
bool Exchange::replay()
{
    if (!m_upstream->isReused() || m_replay.isEmpty() || m_parser->started() || m_replayed)
        return false;
    m_replayed = true;
    m_outbound.prepend(std::exchange(m_replay, {}));
    dropUpstream();
    net::Deadlines::cancel(m_deadline);
    connectUpstream(true);
    return true;
}

void Exchange::dropUpstream()
{
    if (!m_upstream)
        return;
    m_upstream->setListener(nullptr);
    m_upstream->abort();
    m_workshop.loop.bury(std::move(m_upstream));
}

void Exchange::clientGone()
{
    if (m_state == State::Done)
        return;
    m_trace.record.endedBy = traffic::EndedBy::Client;
    m_trace.record.error = "client_gone";
    settle();
}

void Exchange::reply(const QByteArray &bytes, int status, bool reusable)
{
    m_state = State::Replying;
    m_trace.record.status = status;
    m_trace.record.madeHere = true;
    m_trace.record.firstByte = elapsed();
    m_client.send(bytes);
    const bool requestComplete = m_requestComplete;
    settle();
    m_client.responseEnded(reusable && requestComplete);
}

void Exchange::fail(const LocalError &error)
{
    if (m_state == State::Responding) {
        breakOff(error.source == Source::Upstream ? traffic::EndedBy::Upstream
                                                  : traffic::EndedBy::Proxy,
                 error.code);
        return;
    }
    m_trace.record.error = error.code;
    m_trace.record.endedBy =
        error.source == Source::Upstream ? traffic::EndedBy::Upstream : traffic::EndedBy::Proxy;
    ReplyOptions options = replyOptions();
    options.closes |= error.ends;
    reply(errorReply(error, options), error.status, !error.ends);
}

// The response has begun and cannot be completed: the client must see that it broke off.
void Exchange::breakOff(traffic::EndedBy by, const QByteArray &error)
{
    m_trace.record.endedBy = by;
    m_trace.record.error = error;
    const bool endsByClosing = m_delivery == http::Delivery::UntilClose;
    settle();
    m_client.abortResponse(endsByClosing);
}

void Exchange::settle()
{
    Q_ASSERT(m_state != State::Done);
    m_state = State::Done;
    net::Deadlines::cancel(m_deadline);
    dropUpstream();
    m_client.watchDrain(false);
    if (std::exchange(m_inputHeld, false))
        m_client.resumeInput();
    m_trace.record.phase = traffic::Phase::Done;
    m_trace.record.total = elapsed();
    m_workshop.outbox.finish(m_slot, std::move(m_trace));
}

ReplyOptions Exchange::replyOptions() const
{
    return {.added =
                m_route != nullptr && m_route->anyOrigin ? http::corsFields() : QByteArrayView(),
            .closes = !m_requestComplete || m_client.closesAfterwards(),
            .withoutBody = m_headRequest};
}

Duration Exchange::elapsed() const
{
    return std::chrono::duration_cast<Duration>(m_workshop.loop.now() - m_startedAt);
}

} // namespace llmproxy::proxy
