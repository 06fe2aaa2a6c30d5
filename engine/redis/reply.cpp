// SPDX-License-Identifier: MIT
#include "engine/redis/reply.h"

#include <hiredis/hiredis.h>

namespace llmproxy::redis {

namespace {

// hiredis builds its replies through these functions; ours have it build Reply values, which costs
// one copy less and lets us refuse what is too large. The root is made on the heap, the items of an
// array are in their parent.

Reply *place(const redisReadTask *task, Reply::Type type)
{
    Reply *made = nullptr;
    if (task->parent == nullptr)
        made = new Reply; // NOLINT(cppcoreguidelines-owning-memory): hiredis' until it is whole
    else
        made = &static_cast<Reply *>(task->parent->obj)->items.at(std::size_t(task->idx));
    made->type = type;
    return made;
}

void *createText(const redisReadTask *task, char *text, std::size_t size)
{
    Reply *const made =
        place(task, task->type == REDIS_REPLY_ERROR ? Reply::Type::Error : Reply::Type::Text);
    made->text = QByteArray(text, qsizetype(size));
    return made;
}

// The count is an int to older versions of hiredis, a size_t to newer ones.
template<class Count>
void *createArray(const redisReadTask *task, Count items)
{
    if (std::size_t(items) > ReplyReader::MaxItems)
        return nullptr;
    Reply *const made = place(task, Reply::Type::Array);
    made->items.resize(std::size_t(items));
    return made;
}

void *createInteger(const redisReadTask *task, long long value) // NOLINT(google-runtime-int)
{
    Reply *const made = place(task, Reply::Type::Integer);
    made->integer = value;
    return made;
}

void *createNil(const redisReadTask *task)
{
    return place(task, Reply::Type::Nil);
}

void freeRoot(void *root)
{
    delete static_cast<Reply *>(root); // NOLINT(cppcoreguidelines-owning-memory): see place()
}

redisReplyObjectFunctions *functions()
{
    static redisReplyObjectFunctions ours = [] {
        redisReplyObjectFunctions made = {};
        made.createString = createText;
        made.createArray = createArray;
        made.createInteger = createInteger;
        made.createNil = createNil;
        made.freeObject = freeRoot;
        return made;
    }();
    return &ours;
}

} // namespace

qint64 Reply::number(std::size_t index) const
{
    if (index >= items.size())
        return 0;
    const Reply &item = items[index];
    return item.type == Type::Integer ? item.integer : item.text.toLongLong();
}

QByteArray Reply::textAt(std::size_t index) const
{
    const bool isText = index < items.size() && items[index].type == Type::Text;
    return isText ? items[index].text : QByteArray();
}

void ReplyReader::Free::operator()(redisReader *reader) const
{
    redisReaderFree(reader);
}

ReplyReader::ReplyReader()
    : m_reader(redisReaderCreateWithFunctions(functions()))
{
    Q_CHECK_PTR(m_reader);
}

ReplyReader::~ReplyReader() = default;

void ReplyReader::feed(QByteArrayView bytes)
{
    redisReaderFeed(m_reader.get(), bytes.data(), std::size_t(bytes.size()));
}

Result<std::optional<Reply>, QByteArray> ReplyReader::next()
{
    void *root = nullptr;
    if (redisReaderGetReply(m_reader.get(), &root) != REDIS_OK)
        return Failure<QByteArray>("no valid reply");
    if (root == nullptr) {
        if (m_reader->len - m_reader->pos > MaxBytes)
            return Failure<QByteArray>("the reply is too large");
        return std::optional<Reply>();
    }
    const std::unique_ptr<Reply> whole(static_cast<Reply *>(root));
    return std::optional(std::move(*whole));
}

} // namespace llmproxy::redis
