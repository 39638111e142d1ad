"""Takes one message off a queue and prints it: get.py URL QUEUE"""
import sys

import pika

url, queue = sys.argv[1:]
connection = pika.BlockingConnection(pika.URLParameters(url))
channel = connection.channel()
method, properties, body = channel.basic_get(queue)
print(body.decode())
channel.basic_ack(method.delivery_tag)
connection.close()
