"""Writes messages of a queue to stdout, a line each, and acks them: consume.py URL QUEUE COUNT"""
import sys

import pika

url, queue, count = sys.argv[1:]
left = int(count)
connection = pika.BlockingConnection(pika.URLParameters(url))
channel = connection.channel()
channel.basic_qos(prefetch_count=2000)


def on_message(channel, method, properties, body):
    global left
    sys.stdout.buffer.write(body + b"\n")
    channel.basic_ack(method.delivery_tag)
    left -= 1
    if left == 0:
        channel.stop_consuming()


channel.basic_consume(queue, on_message)
channel.start_consuming()
connection.close()
