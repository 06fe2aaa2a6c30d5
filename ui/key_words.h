// SPDX-License-Identifier: MIT
#pragma once

#include "ui/circuit_view.h"

namespace llmproxy::ui {

/// The sentences about one circuit. Borrows what it is made of.
class KeyWords
{
    Q_DECLARE_TR_FUNCTIONS(llmproxy::ui::KeyWords)

public:
    KeyWords(const stats::EngineSnapshot &snapshot, const circuit::KeyStatus &key);

    int blown() const; ///< pips that are filled
    QList<Pip> pips() const;
    QString failures() const;
    QString cause() const;
    QString next() const;
    QString forced() const;
    QString reason() const; ///< "healthy", or what is wrong and what comes next
    std::optional<double> cooled() const;

    /// Who a person's word comes from; the window's own user is "you".
    static QString person(const QByteArray &by);
    static QString seconds(Duration length); ///< "120"

private:
    bool isTripped() const;
    Duration left() const; ///< until the next thing happens by itself

    const stats::EngineSnapshot &m_snapshot;
    const circuit::KeyStatus &m_key;
    const circuit::Policy &m_policy;
};

/// Who the window is where somebody's word is noted.
QByteArray personHere();

} // namespace llmproxy::ui
