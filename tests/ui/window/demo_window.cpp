// SPDX-License-Identifier: MIT
// Shows the window over made-up traffic, to look at it by hand: `demo_window` is at work,
// `demo_window idle` has just started.
#include "tests/ui/window/sample_traffic.h"
#include "ui/entry.h"
#include "ui/main_window.h"

#include <QCoreApplication>
#include <QTimer>

#include <cmath>

using namespace llmproxy;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

int main(int argc, char **argv)
{
    const std::unique_ptr<QCoreApplication> application(llmproxy_create_application(argc, argv));
    const bool isIdle = QCoreApplication::arguments().contains(u"idle"_s);
    const auto now = [] {
        return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
    };
    FakeControl control;
    SampleTraffic traffic(control, 7);
    traffic.start(now());
    DashboardContext context{
        .control = &control,
        .configFiles = {u"/etc/llm-proxy/base.yml"_s, u"/etc/llm-proxy/dev.yml"_s},
        .build = {u"0.1.0"_s,
                  u"a1b2c3d"_s,
                  u"2026-09-01T12:00:00Z"_s,
                  u"gcc 12.2.0"_s,
                  QStringLiteral(QT_VERSION_STR)},
        .quit = [] { QCoreApplication::quit(); },
        .reloadConfig = [] {}};
    const std::unique_ptr<QObject> window(llmproxy_create_window(&context));
    QTimer clock;
    int turn = 0;
    QObject::connect(&clock, &QTimer::timeout, [&] {
        ++turn;
        const double wave = 3 + 2.5 * std::sin(turn * 0.02) + (turn % 90 < 8 ? 6 : 0);
        traffic.step(now(), isIdle || turn % 3 != 0 ? 0 : static_cast<int>(wave));
    });
    clock.start(50ms);
    return QCoreApplication::exec();
}
